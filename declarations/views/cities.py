"""The cities dialog: where a title can be declared now, and why not elsewhere (M1.5, M4.4)."""

import datetime as dt
import re
from collections.abc import Sequence

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from declarations.enums import FilingKind
from declarations.models.window_change import prolongation_words
from declarations.services.places import NOT_SET, Place, Places, Province, places
from declarations.services.windows import NO_FORM, has_form
from enterprises.acting import acting_for
from enterprises.enums import Tier
from enterprises.kit.text.typed import halfwidth
from enterprises.kit.times.deadlines import closing_words
from enterprises.models import Authority, Enterprise

_LONGEST_SEARCH = 20
# Provinces with more places than these together are folded, but for the enterprise's own.
_FEW_PLACES = 40
# Of the counties a search found, so many are named.
_NAMED_COUNTIES = 3


@require_safe
@login_not_required
def cities(request: HttpRequest) -> HttpResponse:
    """Where a tier can be declared when the request arrived, and why not elsewhere; a dialog, and a page of its own."""
    tier = _tier(request.GET.get("tier", next(iter(Tier))))
    enterprise = _enterprise_of(request)
    at = request.arrived_at
    search = _search(request.GET.get("q", ""))
    context = {
        "tier": tier,
        "tiers": [{"label": each.label, "value": each.value, "is_current": each == tier} for each in Tier],
        "search": search,
        "no_form": "" if has_form(tier, FilingKind.DECLARATION) else NO_FORM,
        "is_enterprise": enterprise is not None,
    }
    if not context["no_form"]:
        office = enterprise.authority if enterprise else None
        found = places(tier, at, own=office, search=search)
        context |= {
            "open": _open_cards(found.provinces, office, at),
            "closed": _closed_lines(found.provinces, office, by_place=bool(search)),
            "count": sum(len(province.places) for province in found.provinces),
            "own": _own_card(found, enterprise, at) if enterprise and office else None,
        }
    return render(request, "declarations/cities.html", context)


def _own_card(found: Places, enterprise: Enterprise, at: dt.datetime) -> dict | None:
    """What holds where the enterprise is registered."""
    own = found.own
    if own is None:
        return None
    return {
        "name": str(enterprise.region),
        "office": str(enterprise.authority),
        "closed": own.closed,
        "href": _href(own) if own.window else "",
        "until": closing_words(own.window.submission_deadline, at) if own.window else "",
        "prolonged": prolongation_words(own.window) if own.window else "",
    }


def _open_cards(provinces: Sequence[Province], own: Authority | None, at: dt.datetime) -> list[dict]:
    """Provinces with what can be chosen in them, the enterprise's own first."""
    cards = [_open_card(province, own, at) for province in provinces if province.open]
    is_short = sum(len(card["places"]) for card in cards) <= _FEW_PLACES
    for card in cards:
        card["is_unfolded"] = is_short or card["is_own"]
    return sorted(cards, key=lambda card: not card["is_own"])


def _open_card(province: Province, own: Authority | None, at: dt.datetime) -> dict:
    """A deadline all its places share is said once."""
    windows = {place.window.pk: place.window for place in province.open}
    deadlines = {window.submission_deadline for window in windows.values()}
    return {
        "name": province.name,
        "until": closing_words(deadlines.pop(), at) if len(deadlines) == 1 else "",
        "prolonged": [
            f"{window}：{words}" for window in windows.values() if (words := prolongation_words(window))
        ],
        "is_own": any(place.is_of(own) for place in province.open),
        "places": [
            {
                "name": _name(place),
                "href": _href(place),
                "until": closing_words(place.window.submission_deadline, at),
                "is_own": place.is_of(own),
            }
            for place in sorted(province.open, key=lambda place: not place.is_of(own))
        ],
    }


def _closed_lines(provinces: Sequence[Province], own: Authority | None, *, by_place: bool) -> list[dict]:
    """Each reason once with the places it holds for, the enterprise's own first and what tells least last. A province that is closed for one
    reason stands for its places unless ``by_place``.
    """
    lines: dict[str, list[str]] = {}
    for province in sorted(provinces, key=lambda each: not any(place.is_of(own) for place in each.closed)):
        by_reason: dict[str, list[Place]] = {}
        for place in province.closed:
            by_reason.setdefault(place.closed, []).append(place)
        is_whole = len(by_reason) == 1 and not province.open and not by_place
        for reason, closed in by_reason.items():
            names = "、".join(_name(place) for place in closed)
            if is_whole:
                names = province.name
            elif [place.name for place in closed] != [province.name]:
                names = f"{province.name}（{names}）"
            lines.setdefault(reason, []).append(names)
    told = sorted(lines.items(), key=lambda line: line[0] == NOT_SET)
    return [{"label": reason, "value": "、".join(where)} for reason, where in told]


def _name(place: Place) -> str:
    """``广州市``; with the counties that were searched for, ``广州市（含天河区）``."""
    if not place.containing:
        return place.name
    named = "、".join(place.containing[:_NAMED_COUNTIES])
    more = f"等{len(place.containing)}个区县" if len(place.containing) > _NAMED_COUNTIES else ""
    return f"{place.name}（含{named}{more}）"


def _href(place: Place) -> str:
    return f"{reverse('declarations:new')}?window={place.window.pk}&place={place.authority.code}"


def _tier(value: str) -> Tier:
    if value not in Tier.values:
        raise Http404
    return Tier(value)


def _search(typed: str) -> str:
    """Names of places are letters and nothing else."""
    return re.sub(r"[\W_]+", "", halfwidth(typed))[:_LONGEST_SEARCH]


def _enterprise_of(request: HttpRequest) -> Enterprise | None:
    acting = acting_for(request)
    if not acting.is_member:
        return None
    return Enterprise.objects.select_related("region", "authority").get(pk=acting.enterprise_id)
