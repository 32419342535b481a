"""Registration, login, and changing one's own password."""

from typing import Any

from django import forms
from django.contrib.auth import authenticate, password_validation
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from enterprises.kit.doors.captcha import CaptchaField, CaptchaForm
from enterprises.kit.doors.guard import GuardedForm
from enterprises.kit.forms.fields import EnterpriseNameField
from enterprises.kit.forms.sectioned import SectionedForm, say_what_is_required
from enterprises.kit.text import codes, typed
from enterprises.kit.text.typed_fields import EmailReadField, refuse_extension_of_mobile
from enterprises.models import User
from enterprises.models.account import mobile_validator
from enterprises.services.accounts import change_password

# Hashing takes time and memory; nobody needs more.
_LONGEST_PASSWORD = 128


class CodeField(forms.CharField):
    """A number with a check digit, read by ``reader``."""

    def __init__(self, reader, **kwargs) -> None:
        self.reader = reader
        attrs = {"autocapitalize": "characters", "spellcheck": "false", "data-width": "medium"}
        # Longer than the number: spaces and hyphens may stand in it.
        super().__init__(**({"max_length": 40, "widget": forms.TextInput(attrs=attrs)} | kwargs))

    def widget_attrs(self, widget) -> dict:
        return {key: value for key, value in super().widget_attrs(widget).items() if key != "maxlength"}

    def clean(self, value) -> str:
        text = super().clean(value)
        if not text:
            return text
        try:
            return self.reader(text)
        except codes.InvalidCode as error:
            raise ValidationError(str(error), code="invalid") from error


class CreditCodeField(CodeField):
    def __init__(self, **kwargs) -> None:
        super().__init__(
            codes.credit_code, label="统一社会信用代码", help_text="18位，见营业执照。", **kwargs
        )


class MobileField(forms.CharField):
    """A mobile number; spaces and full-width digits are accepted."""

    default_validators = [mobile_validator]

    def __init__(self, **kwargs) -> None:
        widget = forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel", "data-width": "medium"})
        super().__init__(**({"max_length": 11, "widget": widget} | kwargs))

    def widget_attrs(self, widget) -> dict:
        return {}

    def to_python(self, value) -> str:
        number = typed.phone(super().to_python(value))
        refuse_extension_of_mobile(number)
        return number


class RegistrationForm(SectionedForm, CaptchaForm, forms.Form):
    """What both kinds of account are asked; the captcha comes last."""

    email = EmailReadField(
        label="电子邮箱",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text="用于接收通知和找回账号。",
    )
    password = forms.CharField(
        label="密码",
        max_length=_LONGEST_PASSWORD,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="至少10个字符，不能全是数字，不要使用常见密码、企业名称或信用代码。",
    )
    password_again = forms.CharField(
        label="确认密码",
        max_length=_LONGEST_PASSWORD,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    agree = forms.BooleanField(
        label="所填信息真实、准确；同意平台为办理申报、审核和认定使用这些信息",
        error_messages={"required": "须同意后才能注册。"},
    )
    captcha = CaptchaField()

    # The field whose value becomes the login name, and where an existing account is reported.
    login_field = ""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        say_what_is_required(self, besides=("agree", "captcha"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        password, again = cleaned.get("password"), cleaned.get("password_again")
        if password and again and password != again:
            self.add_error("password_again", "两次输入的密码不一致。")
        if password:
            self._check_strength(password, cleaned)
        return cleaned

    def _check_strength(self, password: str, cleaned: dict[str, Any]) -> None:
        user = User(username=cleaned.get(self.login_field) or "", email=cleaned.get("email") or "")
        try:
            password_validation.validate_password(password, user)
        except ValidationError as error:
            self.add_error("password", error)

    @property
    def exists(self) -> bool:
        """Whether the account was found to exist."""
        return self.has_error(self.login_field, "exists")

    def account(self) -> dict[str, str]:
        """The arguments of the registration service."""
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in {"password_again", "agree", "captcha"}
        }

    def already_registered(self) -> None:
        """Report, at the field, that the account exists (M4.3)."""
        label = self.fields[self.login_field].label
        self.add_error(self.login_field, ValidationError(f"{label}已存在。", code="exists"))


class LegalRegistrationForm(RegistrationForm):
    """法人账户: the enterprise and whoever handles its affairs."""

    name = EnterpriseNameField(help_text="营业执照上的全称。")
    credit_code = CreditCodeField()
    legal_representative = forms.CharField(label="法定代表人", max_length=50)
    contact_name = forms.CharField(
        label="经办人", max_length=50, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    phone = MobileField(label="经办人手机")

    login_field = "credit_code"
    field_order = ["name", "credit_code", "legal_representative", "contact_name", "phone", "email"]
    sections = (
        ("企业", ("name", "credit_code", "legal_representative")),
        ("经办人", ("contact_name", "phone", "email")),
        ("登录密码", ("password", "password_again")),
        ("确认", ("agree", "captcha")),
    )


class NaturalRegistrationForm(RegistrationForm):
    """自然人账户."""

    full_name = forms.CharField(
        label="姓名", max_length=50, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    identity_number = CodeField(codes.identity_number, label="身份证号", help_text="18位公民身份号码。")
    phone = MobileField(label="手机")

    login_field = "identity_number"
    field_order = ["full_name", "identity_number", "phone", "email"]
    sections = (
        ("个人信息", ("full_name", "identity_number", "phone", "email")),
        ("登录密码", ("password", "password_again")),
        ("确认", ("agree", "captcha")),
    )


class LoginForm(GuardedForm, forms.Form):
    """Login with the credit code, the ID number or an official's name (M4.3)."""

    username = forms.CharField(
        label="登录名",
        max_length=150,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
        help_text="法人账户为统一社会信用代码，自然人账户为身份证号，管理端账户为分配的登录名。",
    )
    password = forms.CharField(
        label="密码",
        max_length=_LONGEST_PASSWORD,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    wrong_password = "登录名或密码不正确，请检查后重试。"  # noqa: S105
    user: User | None = None

    def __init__(self, request: HttpRequest, *args, **kwargs) -> None:
        self.request = request
        super().__init__(*args, **kwargs)
        say_what_is_required(self, besides=("captcha",))

    def clean_username(self) -> str:
        return codes.login_name(self.cleaned_data["username"])

    def guarded_account(self) -> str:
        return self.cleaned_data["username"]

    def verify(self) -> bool:
        self.user = authenticate(
            self.request, username=self.cleaned_data["username"], password=self.cleaned_data["password"]
        )
        return self.user is not None

    def get_user(self) -> User | None:
        return self.user


class OwnPasswordForm(GuardedForm, forms.Form):
    """A new password for oneself. The names of the fields are those of Django's form: the admin shows it, too."""

    old_password = forms.CharField(
        label="原密码",
        max_length=_LONGEST_PASSWORD,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new_password1 = forms.CharField(
        label="新密码",
        max_length=_LONGEST_PASSWORD,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="至少10个字符，不能全是数字，不要使用常见密码、企业名称或登录名。",
    )
    new_password2 = forms.CharField(
        label="确认新密码",
        max_length=_LONGEST_PASSWORD,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    wrong_password = "原密码不正确，请重新输入。"  # noqa: S105
    password_field = "old_password"  # noqa: S105

    def __init__(self, user: User, *args, request: HttpRequest, **kwargs) -> None:
        self.user, self.request = user, request
        super().__init__(*args, **kwargs)
        say_what_is_required(self, besides=("captcha",))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        old, new, again = (cleaned.get(name) for name in ("old_password", "new_password1", "new_password2"))
        if new and again and new != again:
            self.add_error("new_password2", "两次输入的新密码不一致。")
        if new and new == old:
            self.add_error("new_password1", "新密码与原密码相同，请换一个。")
        elif new:
            try:
                password_validation.validate_password(new, self.user)
            except ValidationError as error:
                self.add_error("new_password1", error)
        return cleaned

    def guarded_account(self) -> str:
        return self.user.get_username()

    def verify(self) -> bool:
        return self.user.check_password(self.cleaned_data["old_password"])

    def save(self) -> User:
        change_password(self.user, self.cleaned_data["new_password1"])
        return self.user
