"""Registration, login, logout, one's own account, and the ways back to a lost one."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from enterprises.acting import acting_for, may
from enterprises.enums import Capability
from enterprises.forms.accounts import (
    LegalRegistrationForm,
    LoginForm,
    NaturalRegistrationForm,
    OwnPasswordForm,
    RegistrationForm,
)
from enterprises.kit.doors.guard import remember_device, slowed
from enterprises.kit.doors.ratelimit import limited
from enterprises.kit.doors.security_log import note
from enterprises.kit.forms.kept import keeps_something
from enterprises.models import User
from enterprises.presentation import account_rows
from enterprises.services.accounts import AlreadyRegistered, register_legal, register_natural


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
    login(request, user)
    messages.success(request, f"注册成功，登录名是统一社会信用代码 {user.username}。请接着完善企业信息。")
    response = redirect("enterprises:profile_edit")
    remember_device(request, response, user.get_username())
    return response


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
    login(request, user)
    response = redirect("enterprise_home")
    remember_device(request, response, user.get_username())
    return response


def _registered(form: RegistrationForm, service) -> User | None:
    if not form.is_valid():
        return None
    try:
        return service(**form.account())
    except AlreadyRegistered:
        form.already_registered()
        return None


# Hashing is slow on purpose: what an address may ask for has an end, right passwords or wrong.
login_limit = limited("login", count=200, seconds=600)


@login_not_required
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
@login_limit
def log_in(request: HttpRequest) -> HttpResponse:
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    if request.user.is_authenticated:
        return HttpResponseRedirect(landing(request, request.user, wanted))
    form = LoginForm(request, request.POST if request.method == "POST" else None)
    if form.is_valid():
        login(request, form.user)
        response = HttpResponseRedirect(landing(request, form.user, wanted))
        remember_device(request, response, form.user.get_username())
        return response
    context = {"form": form, "next": wanted, "keeps_something": keeps_something(request)}
    return slowed(form, render(request, "enterprises/login.html", context))


def already_in(request: HttpRequest) -> HttpResponse:
    """The answer to a login page that was still open when its browser got a login in another tab."""
    if request.POST.get("username", "").strip() != request.user.get_username():
        messages.info(request, f"本浏览器已在另一个页面用账户 {request.user.get_username()} 登录。")
    return HttpResponseRedirect(landing(request, request.user, request.POST.get("next", "")))


def landing(request: HttpRequest, user: User, wanted: str) -> str:
    """Where a login leads: the page that asked for it when it is of the account's own side, else its front page."""
    admin = reverse("admin:index")
    # Only a path: anything else would be relative to the login's own address.
    ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(
        wanted, {request.get_host()}, require_https=request.is_secure()
    )
    leads_out = tuple(reverse(name) for name in ("enterprises:logout", "admin:logout", "admin:login"))
    enters = may(acting_for(user), Capability.ENTER)
    if ours and wanted.startswith(admin) == enters and not wanted.startswith(leads_out):
        return wanted
    return admin if enters else reverse("enterprise_home")


@require_POST
def log_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    messages.success(request, "您已退出登录。")
    return redirect(settings.LOGOUT_REDIRECT_URL)


@require_POST
def here(request: HttpRequest) -> HttpResponse:
    """Somebody is using a page: being sent is what renews the login (``enterprises.kit.doors.renewal``)."""
    return HttpResponse(status=204)


@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """The account of whoever is logged in; an official's is in the admin."""
    acting = acting_for(request)
    if acting.is_official:
        return redirect("admin:account")
    # Persons have no enterprise, and none of its pages.
    layout = "base_enterprise.html" if acting.is_member else "base_portal.html"
    context = {"layout": layout, "menu": "account", "rows": account_rows(request.user)}
    return render(request, "enterprises/account.html", context)


@never_cache
@sensitive_post_parameters("old_password", "new_password1", "new_password2")
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Change one's own password; other browsers are logged out."""
    if acting_for(request).is_official:
        return redirect("admin:password_change")
    form = OwnPasswordForm(request.user, request.POST if request.method == "POST" else None, request=request)
    if form.is_valid():
        user = form.save()
        update_session_auth_hash(request, user)
        note("password changed", request)
        messages.success(request, "密码已修改。其他浏览器上的登录已全部退出，请用新密码重新登录。")
        return redirect("enterprises:account")
    return slowed(form, render(request, "enterprises/password.html", {"form": form}))


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
