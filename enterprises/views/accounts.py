"""Registration, login, logout, and the ways back to a lost account."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from enterprises.forms.accounts import (
    LegalRegistrationForm,
    LoginForm,
    NaturalRegistrationForm,
    RegistrationForm,
)
from enterprises.models import User
from enterprises.ratelimit import limited
from enterprises.services.accounts import AlreadyRegistered, register_legal, register_natural

# Registering proves nothing by itself; the password check of the login does not apply here.
_BACKEND = "django.contrib.auth.backends.ModelBackend"


@login_not_required
@never_cache
@sensitive_post_parameters("password", "password_again")
@require_http_methods(["GET", "HEAD", "POST"])
@limited("register", count=30, seconds=3600)
def register(request: HttpRequest) -> HttpResponse:
    """Open a 法人账户."""
    form = LegalRegistrationForm(request.POST if request.method == "POST" else None)
    user = _registered(form, register_legal)
    if user is None:
        return render(request, "enterprises/register.html", {"form": form, "kind": "legal"})
    login(request, user, backend=_BACKEND)
    messages.success(request, f"注册成功，登录名是统一社会信用代码 {user.username}。请接着完善企业信息。")
    return redirect("enterprises:profile_edit")


@login_not_required
@never_cache
@sensitive_post_parameters("password", "password_again", "identity_number")
@require_http_methods(["GET", "HEAD", "POST"])
@limited("register", count=30, seconds=3600)
def register_person(request: HttpRequest) -> HttpResponse:
    """Open a 自然人账户, which cannot declare (M4.2)."""
    form = NaturalRegistrationForm(request.POST if request.method == "POST" else None)
    user = _registered(form, register_natural)
    if user is None:
        return render(request, "enterprises/register.html", {"form": form, "kind": "natural"})
    login(request, user, backend=_BACKEND)
    return redirect("enterprise_home")


def _registered(form: RegistrationForm, service) -> User | None:
    if not form.is_valid():
        return None
    try:
        return service(**form.account())
    except AlreadyRegistered:
        form.already_registered()
        return None


@login_not_required
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
@limited("login", count=60, seconds=600)
def log_in(request: HttpRequest) -> HttpResponse:
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    if request.user.is_authenticated:
        return HttpResponseRedirect(_landing(request, request.user, wanted))
    form = LoginForm(request, request.POST if request.method == "POST" else None)
    if form.is_valid():
        login(request, form.user)
        return HttpResponseRedirect(_landing(request, form.user, wanted))
    return render(request, "enterprises/login.html", {"form": form, "next": wanted})


def _landing(request: HttpRequest, user: User, wanted: str) -> str:
    """Where a login leads: the page that asked for it when it is of the account's own side, else its front page."""
    admin = reverse("admin:index")
    # Only a path: anything else would be relative to the login's own address.
    ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(
        wanted, {request.get_host()}, require_https=request.is_secure()
    )
    if (
        ours
        and wanted.startswith(admin) == user.is_staff
        and not wanted.startswith(reverse("enterprises:logout"))
    ):
        return wanted
    return admin if user.is_staff else reverse("enterprise_home")


@require_POST
def log_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    messages.success(request, "您已退出登录。")
    return redirect(settings.LOGOUT_REDIRECT_URL)


def locked_out(request: HttpRequest, *args) -> HttpResponse:
    """django-axes calls this when one address failed too often for one login name."""
    minutes = int(settings.AXES_COOLOFF_TIME * 60)
    context = {"minutes": minutes, "failures": settings.AXES_FAILURE_LIMIT}
    response = render(request, "enterprises/locked_out.html", context, status=429)
    response["Retry-After"] = str(minutes * 60)
    response["Cache-Control"] = "no-store"
    return response


@login_not_required
@require_safe
def recover(request: HttpRequest) -> HttpResponse:
    """账号找回, by hand (M4.3)."""
    return render(request, "enterprises/recover.html")


@login_not_required
@require_safe
def phone_change(request: HttpRequest) -> HttpResponse:
    """手机号修改, by hand (M4.1)."""
    return render(request, "enterprises/phone_change.html")
