"""申报体检 on the page and on paper: pictures, notes, and every link leads to a place that exists."""

import re
from html.parser import HTMLParser

import pytest
from django.urls import reverse

from declarations.models import Filing
from declarations.standards import get_standard
from enterprises.models import IntellectualProperty
from tests import factories
from tests.declarations.check_up import PAGE, PRINT, make_right, make_title, page, text_of, whole
from tests.declarations.conftest import YEAR

__all__ = ["whole"]


def test_notes_on_sources_are_folded_on_the_page_and_open_on_paper(whole, owner_client):
    html = page(owner_client)
    fold = html.rindex("<details", 0, html.index("reading-heading"))
    assert html.index("</details>", fold) > html.index("未经正式文本核实", fold)
    assert "<details" not in page(owner_client, PRINT)


def test_points_are_a_picture_with_words(whole, owner_client):
    html = page(owner_client)
    picture = html[html.index('<svg class="points-bars"') :]
    picture = picture[: picture.index("</svg>")]
    assert 'role="img"' in picture and "<title" in picture
    assert "上年度研发费用总额占营业收入总额比重 20 分，满分 20 分" in picture
    assert "style=" not in picture


def test_open_points_are_hatched(enterprise, owner_client):
    html = page(owner_client)
    assert "待补充，可得 0–20 分，满分 20 分" in html
    assert 'fill="url(#bars-R2022-INNOVATIVE-hatch)"' in html
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(set(ids)) == len(ids)


def test_full_marks_fill_the_track_whatever_the_maximum(whole, owner_client):
    html = page(owner_client)
    picture = html[html.index('<svg class="points-bars"') :]
    picture = picture[: picture.index("</svg>")]
    tracks = re.findall(r'class="points-bars__whole"[^>]* width="([^"]+)"', picture)
    filled = re.findall(r'class="points-bars__sure"[^>]* width="([^"]+)"', picture)
    maxima = re.findall(r'class="points-bars__points"[^>]*>([^<]+)<', picture)
    assert len(set(tracks)) == 1
    full = [width for width, points in zip(filled, maxima, strict=True) if len(set(points.split(" / "))) == 1]
    assert len(full) > 1 and {float(width) for width in full} == {float(tracks[0])}


def test_every_mark_leads_to_its_row(whole, owner_client):
    html = page(owner_client)
    marks = re.findall(r'<a class="mark [^"]*" href="#([^"]+)"', html)
    ids = re.findall(r' id="([^"]+)"', html)
    assert "specialized-1.1" in marks and len(marks) == 28
    assert all(ids.count(each) == 1 for each in marks)


@pytest.mark.parametrize("address", [PAGE, PRINT])
def test_what_is_not_confirmed_is_said_of_each_standard(whole, owner_client, address):
    words = text_of(page(owner_client, address))
    notes = get_standard("R2026-LITTLE-GIANT").notes
    assert notes
    for note in notes:
        assert note in words


def test_on_paper_each_missing_fact_says_where_it_is_filled_in(owner_client):
    words = text_of(page(owner_client, PRINT))
    for each in ("在哪里填写", "企业信息 → 经营数据", "奖励与资质企业信息", "未填写的资料"):
        assert each in words


def test_facts_are_called_as_on_their_pages(enterprise, owner_client):
    html = page(owner_client)
    assert ">属于《战略性新兴产业分类》</a>" in html
    assert ">科技型中小企业</a>" in html


def test_printed_it_says_the_same(whole, owner_client):
    words = text_of(page(owner_client, PRINT))
    for each in (whole.name, "10项条件：满足10", "口径说明", "仅供参考", "须先取得", "科技型中小企业"):
        assert each in words


def test_printed_empty(owner_client):
    assert "补充资料" in page(owner_client, PRINT)


@pytest.mark.parametrize("name", ["enterprise_home", "declarations:list", "enterprises:profile"])
def test_ways_in(owner_client, name):
    assert f'href="{PAGE}"' in page(owner_client, reverse(name))


class Links(HTMLParser):
    """Addresses and ids of a page; links of the main part only."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: set[str] = set()
        self.ids: set[str] = set()
        self.in_main = False
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.in_main = self.in_main or tag == "main"
        self.ids.add(found.get("id") or "")
        if tag == "a" and self.in_main and found.get("href"):
            self.links.add(found["href"])

    def handle_endtag(self, tag):
        self.in_main = self.in_main and tag != "main"


@pytest.mark.parametrize("filled", ["nothing", "half", "rights"])
def test_every_link_leads_to_a_place_that_exists(enterprise, owner_client, places, filled):
    if filled == "half":
        factories.make_figures(enterprise, YEAR, main_revenue=None)
        factories.make_figures(enterprise, YEAR - 2)
        factories.make_product(enterprise, leading_position=None, fields=None, in_strategic_emerging=None)
    if filled == "rights":
        make_right(enterprise, owner_rank=None, produces_benefit=None)
        make_title(enterprise, "innovative")
        # With a title, what it leads to can be changed while a filing is open.
        window = factories.make_window(enterprise.authority.parent.parent)
        Filing.objects.create(enterprise=enterprise, kind=window.kind, tier=window.tier, window=window)
    html = page(owner_client)
    own = Links(html)
    pages: dict[str, Links] = {"": own}
    for link in own.links:
        address, _, anchor = link.partition("#")
        if address not in pages:
            pages[address] = Links(page(owner_client, address))
        assert not anchor or anchor in pages[address].ids, link
    if filled == "rights":
        assert any("owner_rank" in link for link in own.links)


def test_a_right_listed_twice_is_named_with_the_way_to_the_list(enterprise, owner_client):
    for serial, number in enumerate(("ZL201910000001.1", "ZL201910000001")):
        right = make_right(enterprise, serial)
        IntellectualProperty.objects.filter(pk=right.pk).update(number=number)
    html = page(owner_client)
    told = re.search(r'<a href="([^"]+)">知识产权“[^”]+”的编号</a>：([^<]+)', html)
    assert told and told[2].startswith("与第1项是同一项，只计一次")
    assert told[1].partition("#")[0] == reverse("enterprises:intellectual_property")
