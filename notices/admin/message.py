"""消息: officials read what enterprises of their subtree were told."""

from django.contrib import admin

from enterprises.admin.scoping import ScopedModelAdmin
from enterprises.kit.admin.display import badge, second
from notices.models import Message


@admin.register(Message)
class MessageAdmin(ScopedModelAdmin):
    read_only = True
    list_display = ["title", "kind", "enterprise", "sent", "is_read"]
    list_filter = ["kind"]
    list_select_related = ["enterprise"]
    search_fields = ["enterprise__name", "^enterprise__credit_code", "title"]
    search_help_text = "按企业名称、统一社会信用代码（从头开始）或标题查询。"
    fields = ["enterprise", "kind", "title", "body", "sent", "is_read"]
    readonly_fields = ["sent", "is_read"]

    @admin.display(description="时间", ordering="created_at")
    def sent(self, message: Message) -> str:
        return second(message.created_at)

    @admin.display(description="企业是否已读")
    def is_read(self, message: Message) -> str:
        return badge("已读", "success") if message.read_at else badge("未读", "neutral")
