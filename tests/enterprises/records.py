"""The pages of 奖励与资质, and what is typed into them."""

from django.urls import reverse

from enterprises.records import LISTS

PAGE = reverse("enterprises:records")
KINDS = [each.key for each in LISTS]
# What is typed into the form of every list.
TYPED = {
    "awards": {"name": "省科学技术奖", "level": "provincial", "awarded_on": "2025-03-01", "rank": "2"},
    "contests": {"name": "全国总决赛", "rank": "36", "announced_on": "2025年9月1日"},
    "honours": {"kind": "high_tech", "name": "GR1", "valid_from": "2025-12-01", "valid_until": "2099-11-30"},
    "institutions": {
        "kind": "",
        "name": "技术中心",
        "level": "provincial",
        "recognised_on": "2024-06-01",
    },
    "equity_rounds": {
        "investor": "示例基金",
        "received_on": "2025/5/1",
        "paid_in": "８００",
        "share_given_up": "8.125%",
        "qualified_investor": "on",
    },
    "quality_evidence": {
        "kind": "management_system",
        "name": "ISO 9001",
        "level": "",
        "valid_from": "2025-01-02",
        "valid_until": "2028-01-01",
    },
    "technical_standards": {
        "name": "技术条件",
        "number": "GB/T 1-2024",
        "scope": "national",
        "published_on": "2024-01-01",
        "rank": "3",
    },
    "titles": {"number": "2026440106", "valid_from": "2026-01-01", "valid_until": "2026-12-31"},
}


def slug(kind: str) -> str:
    return kind.replace("_", "-")


def add_url(kind: str) -> str:
    return reverse("enterprises:records_add", args=[slug(kind)])


def none_url(kind: str) -> str:
    return reverse("enterprises:records_none", args=[slug(kind)])


def edit_url(record) -> str:
    return reverse("enterprises:records_edit", args=[record.kind_of_record.slug, record.pk])


def seen_on(client, record) -> str:
    return client.get(edit_url(record)).context["seen"]


def delete_url(record) -> str:
    return reverse("enterprises:records_delete", args=[record.kind_of_record.slug, record.pk])


def place(kind: str) -> str:
    return f"{PAGE}#{kind}"


def state(client, kind: str) -> str:
    lists = client.get(PAGE).context["lists"]
    return next(each.state.label for each in lists if each.list.key == kind)
