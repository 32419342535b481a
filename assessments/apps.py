from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    name = "assessments"
    verbose_name = "数字化水平评测"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from assessments import effects  # noqa: F401 - connects its receivers
