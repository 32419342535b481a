from django.apps import AppConfig


class DeclarationsConfig(AppConfig):
    name = "declarations"
    verbose_name = "申报与审核"

    def ready(self) -> None:
        from declarations.services import identity  # noqa: F401 - answers what the room below asks
