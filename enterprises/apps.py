from importlib import import_module

from django.apps import AppConfig


class EnterprisesConfig(AppConfig):
    name = "enterprises"
    verbose_name = "企业与主管部门"

    def ready(self) -> None:
        # Logins begin before the first request is answered, in commands and tests.
        import_module("enterprises.kit.doors.renewal")
