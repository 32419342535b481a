"""认定: read by officials in their subtree. Only certifying a batch writes them."""

from django.contrib import admin

from enterprises.admin.scoping import ScopedModelAdmin
from enterprises.kit.admin.display import admin_link, badge
from enterprises.models import Certification


@admin.register(Certification)
class CertificationAdmin(ScopedModelAdmin):
    read_only = True
    list_display = [
        "enterprise_name", "credit_code", "tier", "status", "document_number", "valid_from", "valid_until",
    ]  # fmt: skip
    list_filter = ["tier", "state"]
    list_select_related = ["enterprise"]
    search_fields = ["enterprise_name", "^enterprise__credit_code", "document_number"]
    search_help_text = "按企业名称、统一社会信用代码（从头开始）或文号查询。"
    fields = [
        "enterprise_link", "enterprise_name", "tier", "status", "authority", "document_number",
        "certified_on", "valid_from", "valid_until", "code",
    ]  # fmt: skip
    readonly_fields = ["enterprise_link", "status", "code"]

    @admin.display(description="统一社会信用代码")
    def credit_code(self, certification: Certification) -> str:
        return certification.enterprise.credit_code

    @admin.display(description="状态")
    def status(self, certification: Certification) -> str:
        return badge(*certification.status())

    @admin.display(description="企业")
    def enterprise_link(self, certification: Certification) -> str:
        return admin_link(certification.enterprise)
