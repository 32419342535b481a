"""Application configurations of the site itself."""

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class CultivationConfig(AppConfig):
    name = "cultivation"
    verbose_name = "平台"
    default = True

    def ready(self) -> None:
        from cultivation import checks  # noqa: F401


class CultivationAdminConfig(admin_apps.AdminConfig):
    """The stock admin, with this platform's site in place of the default one."""

    default = False
    default_site = "cultivation.admin_site.CultivationAdminSite"
