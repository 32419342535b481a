"""Authorities: the ministry keeps the tree, a province its own branch (development zones, names, publicity days)."""

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from enterprises.acting import Acting, acting_for
from enterprises.admin.scoping import PROVINCE_UP, ScopedModelAdmin
from enterprises.enums import AuthorityLevel
from enterprises.models import Authority
from enterprises.services import authorities


class AuthorityForm(forms.ModelForm):
    """``acting`` is the official who fills it in; the admin sets it on the class it makes."""

    acting: Acting

    class Meta:
        model = Authority
        fields = ["name", "code", "level", "parent", "region", "publicity_days"]

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if "level" in self.fields and self.acting.level == AuthorityLevel.PROVINCE:
            # A province adds zones that act as a county; cities and counties come with the tree.
            self.fields["level"].choices = [(AuthorityLevel.COUNTY.value, AuthorityLevel.COUNTY.label)]
            self.fields["level"].help_text = "开发区、高新区等按区县级管理。"
        if "parent" in self.fields:
            self.fields["parent"].required = not self._is_root()

    def _is_root(self) -> bool:
        return self.instance.level == AuthorityLevel.MINISTRY

    def clean(self) -> dict:
        cleaned = super().clean()
        parent = cleaned.get("parent", self.instance.parent)
        level = cleaned.get("level") or self.instance.level
        if parent is None or not level:
            return cleaned
        if AuthorityLevel(parent.level).rank >= AuthorityLevel(level).rank:
            self.add_error(
                "parent" if "parent" in self.fields else None,
                f"上级主管部门须高于{AuthorityLevel(level).label}，{parent.name}是{parent.get_level_display()}。",
            )
        elif self.instance.pk and self.instance.covers(parent):
            self.add_error("parent", "上级主管部门不能是本单位或本单位的下级。")
        return cleaned


@admin.register(Authority)
class AuthorityAdmin(ScopedModelAdmin):
    form = AuthorityForm
    add_levels = PROVINCE_UP
    change_levels = PROVINCE_UP
    list_display = ["name", "code", "level", "parent", "publicity_days"]
    list_filter = ["level"]
    list_select_related = ["parent"]
    search_fields = ["name", "^code"]
    search_help_text = "按名称或代码（从头开始）查询。"
    autocomplete_fields = ["parent", "region"]
    fields = ["name", "code", "level", "parent", "region", "publicity_days"]

    def hold(self, obj: Authority) -> None:
        # As whoever moves a branch, and before any row in it.
        authorities.hold_tree()

    def get_readonly_fields(self, request: HttpRequest, obj: Authority | None = None) -> list[str]:
        if obj is None:
            return []
        # A code is part of every path and chain; moving offices is the ministry's.
        fixed = ["code", "level"]
        if not acting_for(request).is_at(AuthorityLevel.MINISTRY):
            fixed += ["parent", "region"]
        return fixed

    def get_form(self, request: HttpRequest, obj: Authority | None = None, change: bool = False, **kwargs):
        made = super().get_form(request, obj, change, **kwargs)
        made.acting = acting_for(request)
        return made

    def formfield_for_foreignkey(self, db_field, request: HttpRequest, **kwargs):
        if db_field.name == "parent":
            kwargs["queryset"] = self.get_queryset(request)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Authority, form: forms.ModelForm, change: bool) -> None:
        authorities.place(obj, obj.parent)
