"""Lists of rows in a form: never more than their number allows, whatever a request claims.

Django builds up to 2,000 forms before it says that they are too many, and each is rendered again with the error.
"""

from typing import Any

from django.contrib.admin.options import InlineModelAdmin
from django.db.models import Model
from django.forms import BaseFormSet
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest

# What a person fills in on one page.
MOST_ROWS = 30


class BoundedRows(BaseFormSet):
    """A list of rows whose faults are told in the platform's words."""

    default_error_messages = {
        "missing_management_form": "页面内容不完整，请刷新后重新填写。",
        "too_many_forms": "最多%(num)d项，其余的没有接收。请减少后重新保存。",
        "too_few_forms": "至少%(num)d项，请补充后重新保存。",
    }


class BoundedInlineRows(BoundedRows, BaseInlineFormSet):
    """The same of rows that belong to an object in the admin."""


class BoundedInline(InlineModelAdmin):
    """Mixin of the admin's inlines: at most ``max_num`` rows, told in the platform's words.

    Rows are read and written by whoever reads and writes the thing they belong to.
    """

    max_num = MOST_ROWS
    formset = BoundedInlineRows

    def get_formset(self, request: HttpRequest, obj: Model | None = None, **kwargs: Any):
        bounds = {"absolute_max": self.max_num, "validate_max": True}
        return super().get_formset(request, obj, **bounds, **kwargs)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return True

    def may_write(self, request: HttpRequest, obj: Model | None = None) -> bool:
        model_admin = self.admin_site.get_model_admin(self.parent_model)
        if obj is None:
            return model_admin.has_add_permission(request)
        return model_admin.has_change_permission(request, obj)

    has_add_permission = has_change_permission = has_delete_permission = may_write
