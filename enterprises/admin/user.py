"""Accounts: the ministry makes those of officials; an office looks after those below it."""

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm, BaseUserCreationForm, UsernameField
from django.core.validators import RegexValidator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from enterprises.acting import acting_for, may, visible
from enterprises.admin.scoping import ScopedModelAdmin
from enterprises.enums import AuthorityLevel, Capability
from enterprises.kit.admin.display import second
from enterprises.models import Authority, User

_MINISTRY = frozenset({AuthorityLevel.MINISTRY})
_ABOVE_COUNTY = frozenset(AuthorityLevel) - {AuthorityLevel.COUNTY}

# A login name of an official never looks like a credit code or an ID number.
official_name_validator = RegexValidator(
    r"^[a-z][a-z0-9_.-]{2,29}$", "用户名为3至30位小写字母、数字、点、横线或下划线，以字母开头。"
)


class OfficialCreationForm(BaseUserCreationForm):
    """A new official with an office and a first password."""

    username = UsernameField(label="用户名", max_length=30, validators=[official_name_validator])

    class Meta:
        model = User
        fields = ["username", "full_name", "authority", "phone", "email"]

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["authority"].required = True
        self.instance.be_official()


class PasswordForm(AdminPasswordChangeForm):
    """A new password for somebody else. Every account here logs in by password, so there is nothing to switch off."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("usable_password", None)
        self.fields["password1"].required = self.fields["password2"].required = True


class OfficialChangeForm(forms.ModelForm):
    def clean(self) -> dict:
        cleaned = super().clean()
        is_superuser = cleaned.get("is_superuser", self.instance.is_superuser)
        if not is_superuser and cleaned.get("authority", self.instance.authority) is None:
            self.add_error("authority", "管理端账户须属于一个主管部门。")
        return cleaned


@admin.register(User)
class UserAdmin(ScopedModelAdmin, DjangoUserAdmin):
    """Officials see accounts of their subtree. Changed are accounts of officials strictly below one's own office;
    the ministry and superusers also make accounts, move them and change those of their own office.
    """

    capability = Capability.SUPPORT
    add_levels = _MINISTRY
    change_levels = _ABOVE_COUNTY
    unseen = frozenset({"last_login", "password"})
    add_form = OfficialCreationForm
    add_form_template = "admin/change_form.html"
    change_password_form = PasswordForm
    change_user_password_template = "admin/enterprises/user/change_password.html"  # noqa: S105
    form = OfficialChangeForm
    list_display = ["username", "full_name", "kind", "affiliation", "phone", "is_active", "last_seen"]
    list_filter = ["kind", "is_active"]
    list_select_related = ["authority", "enterprise"]
    search_fields = ["^username", "full_name", "^phone"]
    search_help_text = "按登录名（从头开始）、姓名或手机号（从头开始）查询。"
    ordering = ["username"]
    filter_horizontal = []
    autocomplete_fields = ["authority"]
    readonly_fields = ["username", "kind", "enterprise", "last_seen", "password_link"]
    add_fieldsets = [
        (None, {"fields": ["username", "password1", "password2"]}),
        ("人员与单位", {"fields": ["full_name", "authority", "phone", "email"]}),
    ]

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        # Enterprises' and persons' accounts are their own; the platform's administrator, too, only reads them here.
        if obj is not None and not acting_for(obj).is_official:
            return False
        return super().has_change_permission(request, obj)

    def save_model(self, request: HttpRequest, obj: User, form: forms.ModelForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if not change:
            obj.charge()

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> list:
        if obj is None:
            return self.add_fieldsets
        person = ["username", "full_name", "phone", "email"]
        access = ["is_active", "last_seen"]
        if self.has_change_permission(request, obj):
            access.insert(1, "password_link")
        whose = acting_for(obj)
        if whose.is_official and may(acting_for(request), Capability.PLATFORM):
            access.insert(1, "is_superuser")
        affiliation = ["authority"] * whose.is_official + ["enterprise"] * whose.is_member
        return [
            (None, {"fields": person}),
            ("所属单位", {"fields": ["kind", *affiliation]}),
            ("登录", {"fields": access}),
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        if obj is None:
            return []
        moves = acting_for(request).is_at(AuthorityLevel.MINISTRY)
        return [*self.readonly_fields, *([] if moves else ["authority"])]

    def formfield_for_foreignkey(self, db_field, request: HttpRequest, **kwargs):
        if db_field.name == "authority":
            kwargs["queryset"] = visible(acting_for(request), Authority.objects.all())
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    @transaction.atomic
    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        # Django saves the password and writes the log one after the other.
        return super().user_change_password(request, id, form_url)

    @admin.display(description="所属单位")
    def affiliation(self, user: User) -> str:
        return str(user.authority or user.enterprise or "—")

    @admin.display(description="最近登录", ordering="last_login")
    def last_seen(self, user: User) -> str:
        return second(user.last_login)

    @admin.display(description="密码")
    def password_link(self, user: User) -> SafeString:
        return format_html(
            '<a href="{}">重设密码</a>', reverse("admin:auth_user_password_change", args=[user.pk])
        )
