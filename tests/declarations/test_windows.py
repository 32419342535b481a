"""Where a title can be declared now, and in which window (M1.5, M4.4)."""

import datetime as dt

import pytest
from django.utils import timezone

from declarations.services.editing import FilingRefused
from declarations.services.filings import start_filing
from declarations.services.windows import open_places, window_for
from enterprises.enums import AuthorityLevel, RegionLevel, Tier
from enterprises.models import Authority, Region
from tests import factories


def shown(at=None) -> dict[str, list[str]]:
    found = open_places(Tier.INNOVATIVE, at or timezone.now())
    return {province.name: [place.name for place in province.places] for province in found}


@pytest.fixture
def jiyuan(places):
    """济源: a county that reports straight to its province, beside a province's cities."""
    region = Region.objects.create(
        code="439001",
        name="省直管市",
        full_name="湖南省省直管市",
        level=RegionLevel.COUNTY,
        parent_id="430000",
    )
    return Authority.objects.create(
        code="439001",
        name="省直管市中小企业主管部门",
        level=AuthorityLevel.COUNTY,
        region=region,
        parent=places.hunan,
        path=places.hunan.path + "439001",
    )


def test_a_provinces_window_opens_its_cities_and_no_other_place(places):
    factories.make_window(places.guangdong)
    assert shown() == {"广东省": ["广州市", "东莞市"]}


def test_a_single_listed_city_stands_for_itself(places):
    factories.make_window(places.shenzhen)
    assert shown() == {"深圳市": ["深圳市"]}


def test_a_county_below_the_province_is_a_place(places, jiyuan):
    factories.make_window(places.hunan)
    assert shown() == {"湖南省": ["长沙市", "省直管市"]}


def test_a_countys_own_window_is_shown(places):
    factories.make_window(places.tianhe)
    assert shown() == {"广东省": ["天河区"]}


def test_half_open(places):
    window = factories.make_window(places.shenzhen)
    assert shown(window.opens_at - dt.timedelta(microseconds=1)) == {}
    assert shown(window.opens_at) != {}
    assert shown(window.closes_at - dt.timedelta(microseconds=1)) != {}
    assert shown(window.closes_at) == {}


def test_the_nearest_window_counts_and_the_other_is_refused(places, enterprise, owner):
    province, county = (
        factories.make_window(places.guangdong),
        factories.make_window(places.tianhe, name="天河"),
    )
    assert window_for(enterprise, Tier.INNOVATIVE, timezone.now()) == county
    with pytest.raises(FilingRefused, match="单独的申报时间“天河”"):
        start_filing(enterprise, province, owner)
    assert start_filing(enterprise, county, owner)[1]


def test_one_declaration_per_title_and_year(places, enterprise, owner):
    now = timezone.now()
    first = factories.make_window(places.guangdong, closes_at=now + dt.timedelta(days=1))
    start_filing(enterprise, first, owner)
    second = factories.make_window(
        places.guangdong, opens_at=now + dt.timedelta(days=2), closes_at=now + dt.timedelta(days=9)
    )
    with pytest.raises(FilingRefused, match="年度已有一份创新型中小企业申报"):
        start_filing(enterprise, second, owner, at=now + dt.timedelta(days=3))
