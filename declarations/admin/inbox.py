"""The list of filings: what waits for me, what waits for a batch, what my jurisdiction filed."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest

from declarations.enums import FilingState
from declarations.models import Window
from declarations.services.windows import decided_tiers
from enterprises.acting import acting_for, may, visible
from enterprises.admin.scoping import KEY
from enterprises.enums import Capability
from enterprises.models import User

TAB_PARAMETER = "scope"
SIZE_PARAMETER = "size"
# The last is what one bulk decision takes (``bulk.LIMIT``).
SIZES = (50, 200, 500)
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


def tabs_for(request: HttpRequest) -> dict[str, Tab]:
    """Who decides nothing, or does not certify, has nothing to put into a batch."""
    acting = acting_for(request)
    if acting.everywhere or (may(acting, Capability.CERTIFY) and may_decide_something(request)):
        return TABS
    return {key: tab for key, tab in TABS.items() if key != "approved"}


def may_decide_something(request: HttpRequest) -> bool:
    """Whether the official's office is the last one for any title; a superuser looks at every desk."""
    if not hasattr(request, "decides_something"):
        request.decides_something = acting_for(request).everywhere or bool(decided_tiers(request.user))
    return request.decides_something


def tab_of(request: HttpRequest) -> str:
    wanted, tabs = request.GET.get(TAB_PARAMETER, ""), tabs_for(request)
    return wanted if wanted in tabs else next(iter(tabs))


def size_of(request: HttpRequest) -> int:
    """How many rows a page of the list has: one of ``SIZES``."""
    wanted = request.GET.get(SIZE_PARAMETER, "")
    return int(wanted) if wanted in map(str, SIZES) else SIZES[0]


class InboxChangeList(ChangeList):
    """A change list narrowed by a tab before its filters."""

    def get_filters_params(self, params: dict | None = None) -> dict:
        found = super().get_filters_params(params)
        found.pop(TAB_PARAMETER, None)
        found.pop(SIZE_PARAMETER, None)
        return found

    def get_queryset(self, request: HttpRequest, exclude_parameters: list[str] | None = None) -> QuerySet:
        self.tabs_offered = tabs_for(request)
        filings = super().get_queryset(request, exclude_parameters)
        return TABS[tab_of(request)].select(filings, request.user)

    def get_results(self, request: HttpRequest) -> None:
        self.list_per_page = size_of(request)
        super().get_results(request)

    @property
    def tabs(self) -> list[dict]:
        """The tabs for the template; changing the tab drops search and filters."""
        current = self.params.get(TAB_PARAMETER)
        current = current if current in self.tabs_offered else next(iter(self.tabs_offered))
        return [
            {"label": tab.label, "href": f"?{TAB_PARAMETER}={key}", "is_current": key == current}
            for key, tab in self.tabs_offered.items()
        ]

    @property
    def sizes(self) -> list[dict]:
        """How many rows a page may have, for the template; the tab, the search and the filters stay."""
        return [
            {
                "label": str(size),
                "href": self.get_query_string({SIZE_PARAMETER: size}, ["p"]),
                "is_current": size == self.list_per_page,
            }
            for size in SIZES
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
        windows = visible(acting_for(request), Window.objects.order_by("-opens_at", "-id"))
        return [
            (str(pk), f"{name}（{year}）")
            for pk, name, year in windows.values_list("pk", "name", "year")[:WINDOWS_OFFERED]
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        value = self.value() or ""
        return queryset.filter(window=int(value)) if KEY.fullmatch(value) else queryset
