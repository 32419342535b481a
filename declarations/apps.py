from django.apps import AppConfig


class DeclarationsConfig(AppConfig):
    name = "declarations"
    verbose_name = "申报与审核"

    def ready(self) -> None:
        # They answer what the room below asks, and check what is delivered.
        from declarations.sections import checks  # noqa: F401
        from declarations.services import delivered_checklists, identity, open_filings  # noqa: F401
