"""The page of 省级特色化指标 as a browser sends and shows it."""

import datetime as dt
import html
import re

from django.urls import reverse

from declarations.models import ProvincialStandard
from tests import factories

LIST = reverse("admin:declarations_provincialstandard_changelist")
ADD = reverse("admin:declarations_provincialstandard_add")
# R2022 annex 2 was in force until 2026-03-31.
OPENED = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
ROWS = (
    {
        "name": "产业集群",
        "kind": "choice",
        "maximum": "6",
        "options": "省级 | 6\n市级 | 3",
        "evidence": "证明",
    },
    {"name": "创新活动", "kind": "several", "maximum": "5", "options": "获奖 | 2\n首台套 | 2\n展会 | 2"},
    {"name": "出口比重", "kind": "bands", "maximum": "4", "unit": "%", "options": "10 | 4\r\n5 | 2"},
)


def change(standard):
    return reverse("admin:declarations_provincialstandard_change", args=[standard.pk])


def form(*rows, standard=None, **fields) -> dict[str, str]:
    """The page as a browser sends it; the rows stored already keep their ids."""
    kept = list(standard.indicators.all()) if standard else []
    data = {
        "year": "2026",
        "pass_mark": "70",
        "basis": "粤某函〔2026〕1号",
        "publish": "on",
        "indicators-TOTAL_FORMS": str(len(rows)),
        "indicators-INITIAL_FORMS": str(len(kept)),
        "indicators-MIN_NUM_FORMS": "0",
        "indicators-MAX_NUM_FORMS": "1000",
    }
    for index, row in enumerate(rows):
        whole = {"number": str(index + 1), "unit": "", "evidence": "", "id": ""} | row
        if index < len(kept):
            whole |= {"id": str(kept[index].pk), "standard": str(standard.pk)}
        data |= {f"indicators-{index}-{name}": value for name, value in whole.items()}
    return {name: value for name, value in (data | fields).items() if value is not None}


def errors(response) -> str:
    page = html.unescape(response.content.decode())
    lists = re.findall(r'<ul class="errorlist[^>]*>(.*?)</ul>', page, re.S)
    return "".join(re.sub("<.*?>", "", each) for each in lists)


def published(client) -> ProvincialStandard:
    """The scheme of the client's province for 2026, published through the page."""
    response = client.post(ADD, form(*ROWS))
    assert response.status_code == 302, errors(response)
    return ProvincialStandard.objects.get()


def open_window(authority, **fields):
    values = {"tier": "specialized", "standard": "R2022-SPECIALIZED", "year": 2026, "opens_at": OPENED}
    return factories.make_window(authority, **(values | fields))
