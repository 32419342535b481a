from django.apps import AppConfig
from django.db.models.signals import post_delete, post_save


class NoticesConfig(AppConfig):
    name = "notices"
    verbose_name = "信息发布"

    def ready(self) -> None:
        from notices import frontpage
        from notices.models import Notice

        for signal in (post_save, post_delete):
            signal.connect(frontpage.forget, sender=Notice, dispatch_uid="portal-notices")
