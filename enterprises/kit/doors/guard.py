"""One policy for every door that asks for a password: it slows guessing down and locks nobody out.

Tries are counted by account, by address and by both. Where a count has nothing free left, a try takes a captcha and
waits, each time longer, up to a bound. A browser in which the account was let in before has a count of its own, and an
address from which it was is not held up by what others try on the account: so nobody can keep an enterprise out of
its account, nor everybody in a service hall behind one address. An account that does not exist is counted alike.
"""

import datetime as dt
import math
import secrets
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from enterprises.kit.doors import tallies
from enterprises.kit.doors.addresses import client_address
from enterprises.kit.doors.captcha import WRONG, CaptchaField, show_again, spend
from enterprises.kit.doors.remembered import KnownPlace
from enterprises.kit.doors.security_log import note
from enterprises.kit.doors.tallies import Measure

# One try is forgotten every ten minutes, half minute, five minutes.
BY_ACCOUNT = Measure(free=10, leak=600, longest=30)
BY_ADDRESS = Measure(free=40, leak=30, longest=4)
BY_BOTH = Measure(free=5, leak=300, longest=60)

COOKIE = "cultivation_device"
_COOKIE_DAYS = 180
_MOST_ACCOUNTS = 8
_PLACES_KEPT = dt.timedelta(days=90)


def account_digest(login_name: str) -> str:
    return salted_hmac("enterprises.kit.doors.guard.account", login_name.casefold()).hexdigest()[:32]


class Guard:
    """One try at the password of ``login_name`` from where ``request`` comes."""

    def __init__(self, request: HttpRequest, login_name: str) -> None:
        self.request, self.login_name = request, login_name
        self.account, self.address = account_digest(login_name), client_address(request)
        device, known = read_device(request)
        if self.account in known:
            self.measures = {f"device:{self.account}:{device}": BY_BOTH}
            return
        self.measures = {
            f"both:{self.account}:{self.address}": BY_BOTH,
            f"address:{self.address}": BY_ADDRESS,
        }
        if not KnownPlace.objects.filter(account=self.account, address=self.address).exists():
            self.measures[f"account:{self.account}"] = BY_ACCOUNT

    def standing(self) -> tuple[bool, float]:
        """Whether a try takes a captcha now, and the seconds it waits."""
        return tallies.standing(self.measures)

    def attempt(self, verify: Callable[[], bool]) -> float:
        """Seconds to wait before ``verify`` may be asked; 0: it was, and is right.

        Raises:
            WrongPassword: it was asked, and is wrong.
        """
        wait = tallies.use(self.measures)
        if wait:
            return wait
        if not verify():
            note("wrong password", self.request, account=self.login_name)
            raise WrongPassword
        self._let_in()
        return 0.0

    def _let_in(self) -> None:
        own = [key for key, measure in self.measures.items() if measure is BY_BOTH]
        tallies.forget(own)
        # What others tried on the account, or here, stays counted.
        tallies.give_back([key for key in self.measures if key not in own])
        now = timezone.now()
        KnownPlace.objects.filter(at__lt=now - _PLACES_KEPT).delete()
        KnownPlace.objects.update_or_create(account=self.account, address=self.address, defaults={"at": now})


class WrongPassword(Exception):
    """The password is not the account's, or there is no such account: nobody is told which."""


def read_device(request: HttpRequest) -> tuple[str, list[str]]:
    """This browser's own name, and the digests of accounts that were let in with it; signed, so nobody invents them."""
    value = request.get_signed_cookie(COOKIE, default="", salt=COOKIE, max_age=_COOKIE_DAYS * 24 * 60 * 60)
    device, _, accounts = (value or "").partition(".")
    return device, accounts.split(".") if accounts else []


def remember_device(request: HttpRequest, response: HttpResponse, login_name: str) -> None:
    """Let this browser be known to the account from now on."""
    device, accounts = read_device(request)
    digest = account_digest(login_name)
    accounts = [digest, *(each for each in accounts if each != digest)][:_MOST_ACCOUNTS]
    response.set_signed_cookie(
        COOKIE,
        ".".join([device or secrets.token_hex(8), *accounts]),
        salt=COOKIE,
        max_age=_COOKIE_DAYS * 24 * 60 * 60,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


class GuardedForm(BaseForm):
    """Mixin of forms that ask for a password: judged last, only when the rest is right, and under the policy.

    The captcha's field appears when the policy wants one.
    """

    request: HttpRequest
    # Seconds to wait, when this try came too early.
    wait = 0
    wrong_password = "密码不正确，请检查后重试。"  # noqa: S105
    # The field beside which a wrong password is told; None: above the form.
    password_field: str | None = None

    def guarded_account(self) -> str:
        """The login name whose password is tried."""
        raise NotImplementedError

    def verify(self) -> bool:
        """Whether the password is right."""
        raise NotImplementedError

    def ask_captcha(self) -> None:
        self.fields["captcha"] = CaptchaField(help_text="近期尝试较多，请输入图中的字符。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.is_bound and "captcha_0" in self.data:
            self.ask_captcha()

    def full_clean(self) -> None:
        super().full_clean()
        if self.is_bound and not self.errors:
            self._try()

    def _try(self) -> None:
        guard = Guard(self.request, self.guarded_account())
        full, wait = guard.standing()
        if full and "captcha" not in self.fields:
            self.ask_captcha()
            words = "近期密码尝试较多，请再次输入密码，并输入图中的字符。"
            self.add_error(None, ValidationError(words, code="captcha"))
        elif wait:
            # The picture is still good for the next try.
            show_again(self, self.cleaned_data["captcha"])
            self._too_early(wait)
        elif full and not spend(*self.cleaned_data["captcha"]):
            self.add_error("captcha", WRONG)
        else:
            self._ask(guard)

    def _ask(self, guard: Guard) -> None:
        try:
            wait = guard.attempt(self.verify)
        except WrongPassword:
            error = ValidationError(self.wrong_password, code="invalid_login")
            self.add_error(self.password_field, error)
            if "captcha" not in self.fields and guard.standing()[0]:
                self.ask_captcha()
        else:
            if wait:
                self._too_early(wait)

    def _too_early(self, wait: float) -> None:
        self.wait = math.ceil(wait)
        note("slowed down", self.request, account=self.guarded_account(), wait=f"{self.wait}s")
        words = f"近期密码尝试较多，本次没有核对密码。请等待{self.wait}秒后重试；账户没有被锁定。"
        self.add_error(None, ValidationError(words, code="slow_down"))


def slowed(form: GuardedForm, response: HttpResponse) -> HttpResponse:
    """``response`` as the answer to ``form``: 429 with Retry-After when the try came too early."""
    if form.wait:
        response.status_code = 429
        response["Retry-After"] = str(form.wait)
    return response
