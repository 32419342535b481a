"""The administrators' site (管理端): Django's own admin, for officials, with a workbench as its front page."""

import datetime as dt

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView, PasswordChangeView
from django.core.exceptions import BadRequest
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse, reverse_lazy
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from declarations.enums import BatchState, FilingState
from declarations.models import Batch, Filing, Window
from declarations.services.windows import decided_tiers
from enterprises.acting import Acting, acting_for, may, visible
from enterprises.enums import Capability
from enterprises.forms.accounts import LoginForm, OwnPasswordForm
from enterprises.kit.doors.guard import remember_device, slowed
from enterprises.kit.doors.security_log import note
from enterprises.kit.forms.kept import LONG, keeps_something, keeps_typed
from enterprises.presentation import account_rows
from enterprises.views.accounts import landing, login_limit

# Pages of a model on which nobody writes a text; a password is not kept.
_NOTHING_TYPED = ("_changelist", "_history", "_delete", "_password_change")
# Rooms in the order of an official's work. Models of third parties have no page here.
ROOMS = ("declarations", "enterprises", "assessments", "notices")


class OfficialLoginForm(LoginForm):
    """Login of officials. Whoever proves to be somebody else is told where to go."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].help_text = "主管部门账户分配的登录名。"

    def full_clean(self) -> None:
        super().full_clean()
        if self.user is not None and not may(acting_for(self.user), Capability.ENTER):
            words = "这是企业或个人账户，不能进入管理端。请从平台首页的登录入口登录。"
            self.add_error(None, forms.ValidationError(words, code="not_official"))


class OfficialLoginView(LoginView):
    """The way in for officials, under the same policy as every other door."""

    authentication_form = OfficialLoginForm
    template_name = "admin/login.html"

    def get_success_url(self) -> str:
        return landing(self.request, self.request.user, self.get_redirect_url())

    def form_valid(self, form: OfficialLoginForm) -> HttpResponse:
        response = super().form_valid(form)
        remember_device(self.request, response, form.get_user().get_username())
        return response

    def form_invalid(self, form: OfficialLoginForm) -> HttpResponse:
        return slowed(form, super().form_invalid(form))


class OfficialPasswordView(PasswordChangeView):
    """An official's own password."""

    form_class = OwnPasswordForm
    template_name = "admin/password_change.html"
    success_url = reverse_lazy("admin:index")

    def get_form_kwargs(self) -> dict:
        return {**super().get_form_kwargs(), "request": self.request}

    def form_valid(self, form: OwnPasswordForm) -> HttpResponse:
        response = super().form_valid(form)
        note("password changed", self.request)
        messages.success(self.request, "密码已修改。其他浏览器上的登录已全部退出，请用新密码重新登录。")
        return response

    def form_invalid(self, form: OwnPasswordForm) -> HttpResponse:
        return slowed(form, super().form_invalid(form))


class CultivationAdminSite(admin.AdminSite):
    site_header = "优质中小企业梯度培育平台 管理端"
    site_title = "管理端"
    index_title = "工作台"
    enable_nav_sidebar = True

    def register(self, model_or_iterable, admin_class=None, **options) -> None:
        models = model_or_iterable if isinstance(model_or_iterable, list | tuple) else [model_or_iterable]
        ours = [model for model in models if model._meta.app_label in ROOMS]
        super().register(ours, admin_class, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        return may(acting_for(request), Capability.ENTER)

    @method_decorator(never_cache)
    @method_decorator(login_not_required)
    @method_decorator(login_limit)
    def login(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        if request.method == "GET" and self.has_permission(request):
            return HttpResponseRedirect(landing(request, request.user, request.GET.get("next", "")))
        context = {
            **self.each_context(request),
            "title": "登录",
            "subtitle": None,
            "app_path": request.get_full_path(),
            "keeps_something": keeps_something(request),
            **(extra_context or {}),
        }
        request.current_app = self.name
        return OfficialLoginView.as_view(extra_context=context)(request)

    def password_change(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        context = {**self.each_context(request), "title": "修改密码", **(extra_context or {})}
        request.current_app = self.name
        return OfficialPasswordView.as_view(extra_context=context)(request)

    def get_urls(self) -> list[URLPattern | URLResolver]:
        # No model has a page on site of its own, and the redirect to it breaks on keys that are none.
        patterns = [each for each in super().get_urls() if getattr(each, "name", "") != "view_on_site"]
        _like_private_pages(patterns)
        return [path("account/", self.admin_view(self.account), name="account"), *patterns]

    def account(self, request: HttpRequest) -> HttpResponse:
        """The account of the official who is logged in."""
        context = {**self.each_context(request), "title": "我的账户", "rows": account_rows(request.user)}
        request.current_app = self.name
        return TemplateResponse(request, "admin/account.html", context)

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.GET.get("term", ""):
            raise BadRequest("NUL in a search term")
        return super().autocomplete_view(request)

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict]:
        # The login page asks, too.
        apps = super().get_app_list(request, app_label) if self.has_permission(request) else []
        return sorted(apps, key=lambda app: ROOMS.index(app["app_label"]))

    def index(self, request: HttpRequest, extra_context: dict | None = None) -> TemplateResponse:
        return super().index(request, {"workbench": workbench(acting_for(request)), **(extra_context or {})})


def _like_private_pages(patterns: list[URLPattern | URLResolver]) -> None:
    """Name this site's login page on the models' views, as Django does on the site's own, and let what is typed there
    survive the end of a login.
    """
    for pattern in patterns:
        for view in pattern.url_patterns if isinstance(pattern, URLResolver) else []:
            view.callback.login_url = reverse_lazy("admin:login")
            if view.name and not view.name.endswith(_NOTHING_TYPED):
                keeps_typed(view.callback, LONG)


def workbench(acting: Acting) -> list[dict]:
    """The tiles of the front page: what waits, what is open, what can be certified; none for who reads nothing."""
    if not may(acting, Capability.READ):
        return []
    now = timezone.now()
    filings = _mine(Filing.objects.filter(state=FilingState.IN_REVIEW), "current_authority", acting)
    windows = visible(acting, Window.objects.open_at(now))
    tiles = [
        {
            "label": "待我处理的申报",
            "count": filings.count(),
            "href": reverse("admin:declarations_filing_changelist"),
        },
        {
            "label": "正在进行的申报时间",
            "count": windows.count(),
            "href": reverse("admin:declarations_window_changelist") + "?phase=open",
        },
    ]
    # Who decides nothing has no batches, and no tile that could never show anything else than 0.
    certifies = may(acting, Capability.CERTIFY) and decided_tiers(acting.person)
    return [*tiles, _batches_due(acting, now)] if acting.everywhere or certifies else tiles


def _batches_due(acting: Acting, now: dt.datetime) -> dict:
    batches = _mine(
        Batch.objects.filter(state=BatchState.PUBLICITY, publicity_ends_at__lte=now), "authority", acting
    )
    return {
        "label": "公示期满待认定的批次",
        "count": batches.count(),
        "href": reverse("admin:declarations_batch_changelist") + "?due=yes",
    }


def _mine(objects: QuerySet, field: str, acting: Acting) -> QuerySet:
    """What lies on the desk of the official's office; the platform's administrator without one sees every desk."""
    return objects.filter(**{field: acting.authority_id}) if acting.authority_id else objects
