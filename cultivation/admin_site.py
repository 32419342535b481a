"""The administrators' site (管理端): Django's own admin, for officials, with a workbench as its front page."""

import datetime as dt

from django import forms
from django.contrib import admin
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import BadRequest
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, reverse, reverse_lazy
from django.utils import timezone

from declarations.enums import BatchState, FilingState
from declarations.models import Batch, Filing, Window
from declarations.services.windows import decided_tiers
from enterprises.enums import AccountKind
from enterprises.models import User
from enterprises.models.authority import within

# Rooms in the order of an official's work. Models of third parties have no page here.
ROOMS = ("declarations", "enterprises", "assessments", "notices")


def is_official(user: User | AnonymousUser) -> bool:
    """Whether this is an active account of the administrators' side."""
    return user.is_active and user.is_staff and user.kind == AccountKind.OFFICIAL


class OfficialLoginForm(AdminAuthenticationForm):
    """Login of officials. Whoever proves to be somebody else is told where to go."""

    def confirm_login_allowed(self, user: User) -> None:
        if not is_official(user):
            raise forms.ValidationError(
                "这是企业或个人账户，不能进入管理端。请从平台首页的登录入口登录。", code="not_official"
            )


class CultivationAdminSite(admin.AdminSite):
    site_header = "优质中小企业梯度培育平台 管理端"
    site_title = "管理端"
    index_title = "工作台"
    enable_nav_sidebar = True
    login_form = OfficialLoginForm

    def register(self, model_or_iterable, admin_class=None, **options) -> None:
        models = model_or_iterable if isinstance(model_or_iterable, list | tuple) else [model_or_iterable]
        ours = [model for model in models if model._meta.app_label in ROOMS]
        super().register(ours, admin_class, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        return is_official(request.user)

    def get_urls(self) -> list[URLPattern | URLResolver]:
        # No model has a page on site of its own, and the redirect to it breaks on keys that are none.
        patterns = [each for each in super().get_urls() if getattr(each, "name", "") != "view_on_site"]
        _send_to_own_login(patterns)
        return patterns

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.GET.get("term", ""):
            raise BadRequest("NUL in a search term")
        return super().autocomplete_view(request)

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict]:
        # The login page asks, too.
        apps = super().get_app_list(request, app_label) if self.has_permission(request) else []
        return sorted(apps, key=lambda app: ROOMS.index(app["app_label"]))

    def index(self, request: HttpRequest, extra_context: dict | None = None) -> TemplateResponse:
        return super().index(request, {"workbench": workbench(request.user), **(extra_context or {})})


def _send_to_own_login(patterns: list[URLPattern | URLResolver]) -> None:
    """Name this site's login page on the models' views, as Django does on the site's own."""
    for pattern in patterns:
        for view in pattern.url_patterns if isinstance(pattern, URLResolver) else []:
            view.callback.login_url = reverse_lazy("admin:login")


def workbench(user: User) -> list[dict]:
    """The tiles of the front page: what waits, what is open, what can be certified. Four queries."""
    now = timezone.now()
    filings = _mine(Filing.objects.filter(state=FilingState.IN_REVIEW), "current_authority", user)
    windows = Window.objects.open_at(now)
    if not user.is_superuser:
        windows = windows.filter(
            within("authority__path", user.authority) | Q(authority__code__in=user.authority.lineage_codes())
        )
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
    return [*tiles, _batches_due(user, now)] if user.is_superuser or decided_tiers(user) else tiles


def _batches_due(user: User, now: dt.datetime) -> dict:
    batches = _mine(
        Batch.objects.filter(state=BatchState.PUBLICITY, publicity_ends_at__lte=now), "authority", user
    )
    return {
        "label": "公示期满待认定的批次",
        "count": batches.count(),
        "href": reverse("admin:declarations_batch_changelist") + "?due=yes",
    }


def _mine(objects: QuerySet, field: str, user: User) -> QuerySet:
    """What lies on the desk of the official's office; a superuser without an office sees every desk."""
    return objects.filter(**{field: user.authority}) if user.authority_id else objects
