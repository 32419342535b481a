"""Loading regions, industries and the tree of authorities."""

import pytest
from django.core.management import call_command

from enterprises.enums import AuthorityLevel, RegionLevel
from enterprises.models import Authority, Industry, Region
from enterprises.reference import Loaded, load_reference_data

pytestmark = pytest.mark.slow


@pytest.fixture
def loaded(db):
    return load_reference_data()


def lineage(region: str) -> list[str]:
    return Authority.objects.nearest(Region.objects.get(pk=region)).lineage_codes()


def test_everything_is_loaded_once(loaded, django_assert_num_queries):
    assert loaded == Loaded(regions=3209, industries=117, authorities=3211)
    counts = {level: Region.objects.filter(level=level).count() for level in RegionLevel}
    assert counts == {RegionLevel.PROVINCE: 31, RegionLevel.CITY: 333, RegionLevel.COUNTY: 2845}
    assert Industry.objects.filter(level="division").count() == 97
    assert Region.objects.get(pk="440106").full_name == "广东省广州市天河区"
    assert Region.objects.get(pk="110101").full_name == "北京市东城区"
    with django_assert_num_queries(5):  # two of them begin and end the transaction
        assert load_reference_data() == Loaded(0, 0, 0)


def test_the_tree_of_authorities_follows_the_regions_with_its_exceptions(loaded):
    assert lineage("440106") == ["440106", "440100", "440000", "000000"]
    assert lineage("110101") == ["110101", "110000", "000000"], "a district of a 直辖市"
    assert lineage("441900") == ["441900", "440000", "000000"], "a city without counties"
    assert lineage("440305") == ["440305", "440300", "000000"], "计划单列市 report to the ministry"
    assert lineage("419001") == ["419001", "410000", "000000"], "a county directly under the province"
    assert lineage("659001") == ["659001", "660000", "000000"], "a city of the corps"
    for county, province in (
        ("130682", "130000"),
        ("130181", "130000"),
        ("341882", "340000"),
        ("340826", "340000"),
    ):
        assert lineage(county) == [county, province, "000000"], "reports straight to the province"
    provinces = Authority.objects.filter(level=AuthorityLevel.PROVINCE)
    assert provinces.count() == 31 + 5 + 1
    assert Authority.objects.get(level=AuthorityLevel.MINISTRY).name == "工业和信息化部"
    assert Authority.objects.get(code="440000").name == "广东省中小企业主管部门"


def test_every_path_is_the_parents_path_and_the_own_code(loaded):
    for authority in Authority.objects.select_related("parent"):
        above = authority.parent.path if authority.parent else ""
        assert authority.path == above + authority.code
        assert authority.parent is None or authority.parent.level != AuthorityLevel.COUNTY


def test_what_an_administrator_changed_stays(loaded):
    Authority.objects.filter(code="440106").update(name="天河区科技工业商务和信息化局")
    Region.objects.filter(pk="440106").update(name="改名区")
    Authority.objects.filter(code="440103").delete()
    load_reference_data()
    assert Authority.objects.get(code="440106").name == "天河区科技工业商务和信息化局"
    assert Region.objects.get(pk="440106").name == "改名区"
    assert not Authority.objects.filter(code="440103").exists(), "a deleted authority does not come back"


def test_a_region_that_is_new_brings_its_authority(loaded):
    Authority.objects.filter(code="440106").delete()
    Region.objects.filter(pk="440106").delete()
    Authority.objects.filter(code="440103").delete()
    assert load_reference_data() == Loaded(1, 0, 1)
    assert lineage("440106") == ["440106", "440100", "440000", "000000"]


def test_the_command_says_what_it_added(db, capsys):
    call_command("load_reference_data")
    call_command("load_reference_data")
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith("3209 regions")
    assert second.startswith("0 regions")
