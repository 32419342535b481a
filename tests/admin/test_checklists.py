"""佐证材料清单 through the admin: the ministry's lists, a province's additions, editions that stay."""

import html
import re

import pytest
from django.urls import reverse

from declarations.models import Checklist, ChecklistItem, Window
from declarations.services.checklists import load_checklists, publish
from enterprises.kit.forms.rows import MOST_ROWS
from tests import factories
from tests.browser_form import sent_from

pytestmark = pytest.mark.usefixtures("nothing_delivered")

LIST = reverse("admin:declarations_checklist_changelist")
ADD = reverse("admin:declarations_checklist_add")
ROWS = (
    {"title": "营业执照"},
    {"title": "{year}年度审计报告", "required": "by_score", "words": "审计 {year}\r\n报表"},
)


def change(checklist):
    return reverse("admin:declarations_checklist_change", args=[checklist.pk])


def following(checklist):
    return reverse("admin:declarations_checklist_next", args=[checklist.pk])


def form(*rows, **fields) -> dict[str, str]:
    """The page of a new list as a browser sends it."""
    data = {
        "tier": "innovative",
        "kind": "declaration",
        "standard": "",
        "year": "2026",
        "basis": "某函〔2026〕1号",
        "publish": "on",
        "items-TOTAL_FORMS": str(len(rows)),
        "items-INITIAL_FORMS": "0",
        "items-MIN_NUM_FORMS": "0",
        "items-MAX_NUM_FORMS": "1000",
    }
    for index, row in enumerate(rows):
        whole = {"number": str(index + 1), "required": "always", "files": "any"} | row
        data |= {f"items-{index}-{name}": value for name, value in whole.items()}
    return {name: value for name, value in (data | fields).items() if value is not None}


def errors(response) -> str:
    page = html.unescape(response.content.decode())
    lists = re.findall(r'<ul class="errorlist[^>]*>(.*?)</ul>', page, re.S)
    return "".join(re.sub("<.*?>", "", each) for each in lists)


def typed(client, checklist, **fields) -> dict[str, str]:
    """The page of a draft as it was opened, with some fields typed over."""
    data = sent_from(client.get(change(checklist)), "seen_content")
    return {name: value for name, value in (data | fields).items() if value is not None}


@pytest.fixture
def delivered(places) -> Checklist:
    load_checklists()
    return Checklist.objects.get(tier="innovative", kind="declaration")


# --- Who may -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("office", "whose"),
    [("ministry", None), ("superuser", None), ("guangdong", "guangdong"), ("shenzhen", "shenzhen")],
)
def test_ministry_and_provinces_set_their_own(office, whose, browse, places):
    response = browse(office).post(ADD, form(*ROWS))
    assert response.status_code == 302, errors(response)
    made = Checklist.objects.get()
    assert made.authority == (getattr(places, whose) if whose else None)
    assert made.published_by.username.startswith(office if office != "superuser" else "root")
    assert [item.words for item in made.items.all()] == ["", "审计 {year}\n报表"]
    assert len({item.key for item in made.items.all()}) == 2


@pytest.mark.parametrize("office", ["guangzhou", "tianhe"])
def test_no_office_below_the_province_sets_any(office, browse, delivered):
    client = browse(office)
    assert client.get(ADD).status_code == client.post(ADD, form(*ROWS)).status_code == 403
    page = client.get(change(delivered)).content.decode()
    assert "签字盖章的自评表" in page and "编辑下一版" not in page and 'name="_save"' not in page
    assert client.post(following(delivered)).status_code == 302
    assert Checklist.objects.filter(published_at=None).count() == 0


def test_a_province_neither_edits_the_ministry_s_list_nor_another_s(browse, delivered, places):
    local = Checklist.objects.create(tier="innovative", kind="declaration", authority=places.hunan)
    client = browse("guangdong")
    assert "编辑下一版" not in client.get(change(delivered)).content.decode()
    assert "只有设定这份清单的部门" in client.post(following(delivered), follow=True).content.decode()
    assert change(local) not in client.get(LIST).content.decode()
    assert client.get(change(local)).status_code == 302
    assert change(local) in browse("ministry").get(LIST).content.decode()
    assert browse("ministry").post(change(local), form(*ROWS)).status_code == 403
    assert local.items.count() == 0


def test_a_draft_is_read_by_its_own_office_and_above_only(browse, places):
    browse("guangdong").post(ADD, form(*ROWS, publish=None))
    draft = Checklist.objects.get()
    seen = {
        name: change(draft) in browse(name).get(LIST).content.decode()
        for name in ("guangdong", "ministry", "tianhe", "hunan")
    }
    assert seen == {"guangdong": True, "ministry": True, "tianhe": False, "hunan": False}


# --- Editions -----------------------------------------------------------------------------------------------------------
def test_a_published_edition_stays_and_the_next_is_edited(browse, delivered):
    client = browse("ministry")
    refused = client.post(change(delivered), form(*ROWS), follow=True).content.decode()
    assert "已经发布，不能再修改" in refused
    for _ in range(2):
        client.post(following(delivered))
    draft = Checklist.objects.get(published_at=None)
    assert (draft.edition, draft.is_delivered) == (2, False)
    keys = list(delivered.items.values_list("key", flat=True))
    data = typed(client, draft, **{"items-0-title": "盖章的自评表", "items-1-DELETE": "on", "publish": "on"})
    answer = client.post(change(draft), data)
    assert answer.status_code == 302, errors(answer)
    draft.refresh_from_db()
    assert (
        draft.published_at
        and str(draft.published_by)
        and draft.items.get(key="sealed_form").title == "盖章的自评表"
    )
    assert list(draft.items.values_list("key", flat=True)) == [each for each in keys if each != "licence"]
    assert delivered.items.get(key="sealed_form").title == "签字盖章的自评表"
    assert delivered.items.filter(key="licence").exists()


def test_what_a_list_is_for_stays_in_its_next_edition(browse, delivered):
    client = browse("ministry")
    client.post(following(delivered))
    draft = Checklist.objects.get(published_at=None)
    client.post(change(draft), typed(client, draft, tier="specialized", kind="renewal"))
    draft.refresh_from_db()
    assert (draft.tier, draft.kind) == ("innovative", "declaration")


def test_next_by_address_alone_makes_nothing(browse, delivered):
    client = browse("ministry")
    assert client.get(following(delivered)).url == change(delivered)
    for crooked in (0, 10**19):
        address = reverse("admin:declarations_checklist_next", args=[crooked])
        assert client.post(address).status_code == 302
    assert not Checklist.objects.filter(published_at=None).exists()


def test_the_preview_is_the_enterprise_s_list(browse, delivered, places):
    browse("guangdong").post(
        ADD, form({"title": "集群证明", "example": "认定文件首页"}, publish=None, year="2026")
    )
    local = Checklist.objects.get(authority=places.guangdong)
    page = browse("guangdong").get(change(local)).content.decode()
    preview = page[page.index('class="evidence-preview"') :]
    assert (
        preview.index("签字盖章的自评表")
        < preview.index("其他材料")
        < preview.index("集群证明</strong>（本省补充）")
    )
    assert "2025年度审计报告" in preview and "示例：认定文件首页" in preview
    assert "按直通条件申报的：符合直通条件的可不提供。" in preview


# --- What is refused --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("rows", "fields", "words"),
    [
        ((), {}, "清单没有任何材料项，不能发布"),
        (({"title": "甲"}, {"title": "甲"}), {}, "与另一项的名称相同"),
        (({"title": "{yaer}年报告"},), {}, "花括号只用于年度"),
        (({"title": "甲", "proves": "1 Z9"},), {}, "标准中没有这些编号：Z9"),
        (({"title": "甲", "max_megabytes": "21"},), {}, "不能超过本平台的上限20 MB"),
        (({"title": "甲", "max_megabytes": "0"},), {}, "不能小于1"),
        (({"title": "甲", "archive": "on", "files": "pdf"},), {}, "文件种类须为“PDF、JPG、PNG”"),
        (({"title": ""},), {}, ""),
        (ROWS, {"standard": "R2026-SPECIALIZED"}, "不适用于所选称号"),
        (ROWS, {"standard": "R2022-INNOVATIVE-RENEWAL"}, "不适用于所选业务"),
        (ROWS, {"kind": "change"}, "请从列出的选项中选择"),
        (ROWS, {"tier": ""}, "称号"),
        (ROWS, {"year": "1"}, "不能小于2000"),
        (tuple({"title": f"材料{n}"} for n in range(MOST_ROWS + 1)), {}, f"最多{MOST_ROWS}项"),
    ],
)
def test_what_cannot_be_published_is_told_at_its_place(rows, fields, words, browse):
    response = browse("ministry").post(ADD, form(*rows, **fields))
    assert response.status_code == 200
    assert words in errors(response)
    assert not Checklist.objects.exists() and not ChecklistItem.objects.exists()


def test_an_incomplete_list_can_be_kept_as_a_draft(browse):
    assert browse("ministry").post(ADD, form(publish=None)).status_code == 302
    assert Checklist.objects.get().published_at is None


@pytest.mark.parametrize("office", ["ministry", "guangdong"])
def test_the_same_list_is_not_begun_twice(office, browse):
    client = browse(office)
    assert client.post(ADD, form(*ROWS)).status_code == 302
    assert "这份清单已经存在" in errors(client.post(ADD, form(*ROWS)))
    assert client.post(ADD, form(*ROWS, year="")).status_code == 302
    assert Checklist.objects.count() == 2


# --- Two officials, an ended login ------------------------------------------------------------------------------------------
def test_what_another_saved_meanwhile_is_not_overwritten(browse, delivered):
    client = browse("ministry")
    client.post(following(delivered))
    draft = Checklist.objects.get(published_at=None)
    mine = typed(client, draft, **{"items-0-title": "我的"})
    client.post(change(draft), typed(client, draft, **{"items-0-title": "别人的"}))
    answer = client.post(change(draft), mine)
    assert answer.status_code == 409 and "我的" in answer.content.decode()
    assert draft.items.get(key="sealed_form").title == "别人的"


def test_what_was_typed_for_an_edition_published_meanwhile_changes_nothing(browse, delivered, officials):
    client = browse("ministry")
    client.post(following(delivered))
    draft = Checklist.objects.get(published_at=None)
    data = typed(client, draft, basis="晚了")
    publish(draft, officials.ministry)
    assert "已经发布，不能再修改" in client.post(change(draft), data, follow=True).content.decode()
    draft.refresh_from_db()
    assert draft.basis != "晚了"


# --- Windows ----------------------------------------------------------------------------------------------------------------
def window_form(**fields) -> dict[str, str]:
    return {
        "name": "申报", "kind": "declaration", "tier": "innovative", "year": "2026", "standard": "R2022-INNOVATIVE",
        "final_level": "province", "opens_at_0": "2026-11-01", "opens_at_1": "00:00", "closes_at_0": "2027-01-31",
        "closes_at_1": "24:00", "corrections_close_at_0": "", "corrections_close_at_1": "",
        "county_closes_at_0": "", "county_closes_at_1": "", "city_closes_at_0": "", "city_closes_at_1": "",
        "province_closes_at_0": "", "province_closes_at_1": "",
    } | fields  # fmt: skip


def test_a_window_without_a_list_is_not_saved(browse, places):
    address = reverse("admin:declarations_window_add")
    client = browse("guangdong")
    assert "还没有发布创新型中小企业申报的佐证材料清单" in errors(client.post(address, window_form()))
    assert not Window.objects.exists()
    load_checklists()
    answer = client.post(address, window_form())
    assert answer.status_code == 302, errors(answer)
    assert "还没有发布创新型中小企业重大变更的佐证材料清单" in errors(
        client.post(address, window_form(kind="change"))
    )
    assert Window.objects.count() == 1


def test_queries_of_the_pages_do_not_grow_with_the_editions(browse, delivered, places, query_count):
    client = browse("ministry")

    def grow(first, last):
        for year in range(first, last):
            made = Checklist.objects.create(
                tier="innovative", kind="declaration", authority=places.guangdong, year=year
            )
            ChecklistItem.objects.create(checklist=made, number=1, title="甲")

    grow(2000, 2003)
    few = query_count(client, LIST)
    grow(2003, 2015)
    assert query_count(client, LIST) == few
    draft = Checklist.objects.filter(authority=places.guangdong).first()
    page = browse("guangdong")
    one = query_count(page, change(draft))
    for number in range(2, 20):
        ChecklistItem.objects.create(checklist=draft, number=number, title=f"材料{number}")
    assert query_count(page, change(draft)) == one


def test_an_office_sees_its_windows_list(delivered, places):
    window = factories.make_window(places.guangdong)
    assert window.checklists([places.guangdong.code]).national == delivered
