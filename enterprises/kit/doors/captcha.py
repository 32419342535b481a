"""The captcha: drawn by django-simple-captcha, judged here.

The package reads a captcha and deletes it in two steps, so that many requests at once could use the same one; here one
DELETE does both. It is judged after everything else in the form, so that a mistyped field does not cost a new picture.
"""

import datetime as dt
import secrets
from typing import cast

from captcha.fields import CaptchaField as PackageCaptchaField
from captcha.fields import CaptchaTextInput
from captcha.models import CaptchaStore
from django.conf import settings
from django.core.cache import cache
from django.forms import BaseForm
from django.utils import timezone

from enterprises.kit.text import typed

# Without the characters people mistake for one another.
_ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
_SWEEP_SECONDS = 600
# A picture with less time left is not shown a second time.
_LEAST_LEFT = dt.timedelta(minutes=1)

WRONG = "验证码不正确或已过期，请按新图片重新输入。"


def challenge() -> tuple[str, str]:
    """A picture's text and the answer to it. Not drawn from ``random``: the package seeds that with public values."""
    text = "".join(secrets.choice(_ALPHABET) for _ in range(settings.CAPTCHA_LENGTH))
    return text, text.lower()


def spend(key: str, answer: str) -> bool:
    """Use up the captcha ``key``: True exactly once, and only for the right answer in time."""
    live = CaptchaStore.objects.filter(
        hashkey=key, response=answer.strip().lower(), expiration__gt=timezone.now()
    )
    deleted, _rows = live.delete()
    if deleted:
        return True
    CaptchaStore.objects.filter(hashkey=key).delete()
    return False


def _sweep() -> None:
    """Delete expired captchas, at most once in ten minutes: the table has no index for it."""
    if cache.add("captcha-sweep", 1, _SWEEP_SECONDS):
        CaptchaStore.remove_expired()


class CaptchaWidget(CaptchaTextInput):
    """Shows a fresh picture, or once more the one that was answered but not judged yet."""

    unjudged: tuple[str, str] | None = None

    def fetch_captcha_store(self, name, value, attrs=None, generator=None) -> None:
        if self.unjudged:
            self._key = self.unjudged[0]
            self._value = list(self.unjudged)
            self.id_ = self.build_attrs(attrs).get("id")
            return
        _sweep()
        super().fetch_captcha_store(name, value, attrs, generator)

    def get_context(self, name, value, attrs) -> dict:
        """Nobody fills in the hidden half: HTML knows neither ``required`` nor ``autocomplete`` for it."""
        context = super().get_context(name, value, attrs)
        hidden = context["widget"]["subwidgets"][0]["attrs"]
        for key in ("required", "autocomplete"):
            hidden.pop(key, None)
        return context


class CaptchaField(PackageCaptchaField):
    """图形验证码. Only asks that something was typed; ``CaptchaForm`` judges it."""

    def __init__(self, **kwargs) -> None:
        kwargs.setdefault("label", "图形验证码")
        kwargs.setdefault("widget", CaptchaWidget())
        messages = {"required": "请输入图中的字符。", "invalid": WRONG}
        super().__init__(**(kwargs | {"error_messages": messages | kwargs.get("error_messages", {})}))

    def clean(self, value) -> tuple[str, str]:
        # The package's own clean() would judge it already.
        super(PackageCaptchaField, self).clean(value)
        key, answer = value
        return key.strip(), typed.halfwidth(answer).strip()


def show_again(form: BaseForm, captcha: tuple[str, str]) -> None:
    """Let the form show once more the picture that was answered but not judged."""
    cast(CaptchaWidget, form.fields["captcha"].widget).unjudged = captcha


class CaptchaForm(BaseForm):
    """Mixin of forms that end with ``captcha = CaptchaField()``: judged last, and only when the rest is right."""

    def full_clean(self) -> None:
        super().full_clean()
        if not self.is_bound:
            return
        if not self.errors:
            if not spend(*self.cleaned_data["captcha"]):
                self.add_error("captcha", WRONG)
        elif "captcha" in self.cleaned_data:
            self._keep(*self.cleaned_data["captcha"])

    def _keep(self, key: str, answer: str) -> None:
        if CaptchaStore.objects.filter(hashkey=key, expiration__gt=timezone.now() + _LEAST_LEFT).exists():
            show_again(self, (key, answer))
