"""The list of filings: what waits for me, what waits for a batch, what my jurisdiction filed."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from declarations.enums import FilingState
from declarations.models import Window
from enterprises.admin.scoping import KEY
from enterprises.models import User
from enterprises.models.authority import within

TAB_PARAMETER = "scope"
WINDOWS_OFFERED = 30


@dataclass(frozen=True)
class Tab:
    label: str
    select: Callable[[QuerySet, User], QuerySet]


def _on_my_desk(state: FilingState) -> Callable[[QuerySet, User], QuerySet]:
    def select(filings: QuerySet, user: User) -> QuerySet:
        found = filings.filter(state=state)
        return found.filter(current_authority=user.authority_id) if user.authority_id else found

    return select


# The first is shown when the address names none.
TABS = {
    "mine": Tab("待我处理", _on_my_desk(FilingState.IN_REVIEW)),
    "approved": Tab(
        "待加入批次",
        lambda filings, user: _on_my_desk(FilingState.APPROVED)(filings, user).filter(batch=None),
    ),
    "all": Tab("本辖区全部", lambda filings, user: filings),
}


def tab_of(request: HttpRequest) -> str:
    wanted = request.GET.get(TAB_PARAMETER, "")
    return wanted if wanted in TABS else next(iter(TABS))


class InboxChangeList(ChangeList):
    """A change list narrowed by a tab before its filters."""

    def get_filters_params(self, params: dict | None = None) -> dict:
        found = super().get_filters_params(params)
        found.pop(TAB_PARAMETER, None)
        return found

    def get_queryset(self, request: HttpRequest, exclude_parameters: list[str] | None = None) -> QuerySet:
        filings = super().get_queryset(request, exclude_parameters)
        return TABS[tab_of(request)].select(filings, request.user)

    @property
    def tabs(self) -> list[dict]:
        """The tabs for the template; changing the tab drops search and filters."""
        current = self.params.get(TAB_PARAMETER)
        current = current if current in TABS else next(iter(TABS))
        return [
            {"label": tab.label, "href": f"?{TAB_PARAMETER}={key}", "is_current": key == current}
            for key, tab in TABS.items()
        ]


class StateFilter(admin.SimpleListFilter):
    """By state, without drafts: those are the enterprise's own."""

    title = "状态"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [choice for choice in FilingState.choices if choice[0] != FilingState.DRAFT]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(state=self.value()) if self.value() in FilingState else queryset


class WindowFilter(admin.SimpleListFilter):
    """By window, of those that cover the official's jurisdiction or lie in it; the newest are offered."""

    title = "申报时间"
    parameter_name = "window"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        windows = Window.objects.order_by("-opens_at", "-id")
        if not request.user.is_superuser:
            authority = request.user.authority
            windows = windows.filter(
                within("authority__path", authority) | Q(authority__code__in=authority.lineage_codes())
            )
        return [
            (str(pk), f"{name}（{year}）")
            for pk, name, year in windows.values_list("pk", "name", "year")[:WINDOWS_OFFERED]
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        value = self.value() or ""
        return queryset.filter(window=int(value)) if KEY.fullmatch(value) else queryset
