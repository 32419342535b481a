"""注册地 as a path, with and without a script."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.urls import reverse

from enterprises.enums import RegionLevel
from enterprises.models import Authority, Enterprise, Region
from tests.enterprises.pages import profile_values, save_profile_page

EDIT = reverse("enterprises:profile_edit")


@pytest.fixture
def more_places(places):
    """Beside the small map: 北京市 with a district, 河南省 with 济源市 directly below it."""
    for code, name, level, parent in (
        ("110000", "北京市", RegionLevel.PROVINCE, None),
        ("110101", "东城区", RegionLevel.COUNTY, "110000"),
        ("410000", "河南省", RegionLevel.PROVINCE, None),
        ("410100", "郑州市", RegionLevel.CITY, "410000"),
        ("419001", "济源市", RegionLevel.COUNTY, "410000"),
    ):
        full = name if parent is None else Region.objects.get(pk=parent).name + name
        Region.objects.create(code=code, name=name, full_name=full, level=level, parent_id=parent)
    return places


def choices(response, name: str) -> list[str]:
    return [code for code, _label in response.context["form"].fields[name].choices if code]


def refresh(client, **region):
    typed = profile_values(client) | {"city": "", "county": "", "refresh_regions": "1"} | region
    return client.post(EDIT, typed)


@pytest.mark.parametrize(
    ("path", "authority"),
    [
        ({"province": "440000", "city": "440100", "county": "440103"}, "liwan"),
        ({"province": "440000", "city": "441900"}, "dongguan"),
        ({"province": "440000", "city": "440300", "county": "440305"}, "nanshan"),
    ],
)
def test_the_region_decides_the_authority(owner_client, enterprise, places, path, authority):
    """M3.1."""
    response = save_profile_page(owner_client, **({"city": "", "county": ""} | path))
    assert response.status_code == 302
    enterprise.refresh_from_db()
    assert enterprise.region_id == list(path.values())[-1]
    assert enterprise.authority == getattr(places, authority)


@pytest.mark.parametrize(
    ("steps", "ends_at"),
    [
        ((("province", "440000"), ("city", "441900")), "441900"),  # 东莞市 has no counties
        ((("province", "410000"), ("city", "419001")), "419001"),  # 济源市 lies directly under its province
        ((("province", "110000"), ("city", "110101")), "110101"),  # districts of a 直辖市
        ((("province", "440000"), ("city", "440100"), ("county", "440106")), "440106"),
    ],
)
def test_the_path_is_walked_without_a_script(owner_client, enterprise, more_places, steps, ends_at):
    chosen: dict[str, str] = {}
    for name, code in steps:
        response = refresh(owner_client, **chosen)
        assert code in choices(response, name)
        chosen[name] = code
    if len(steps) == 2:
        assert choices(refresh(owner_client, **chosen), "county") == []
    assert save_profile_page(owner_client, **({"city": "", "county": ""} | chosen)).status_code == 302
    enterprise.refresh_from_db()
    assert enterprise.region_id == ends_at


def test_refreshing_saves_nothing_and_keeps_what_was_typed(owner_client, enterprise):
    response = refresh(owner_client, province="430000", address="还没有保存", registered_capital="不是数字")
    page = response.content.decode()
    assert choices(response, "city") == ["430100"]
    assert 'value="还没有保存"' in page
    assert 'value="不是数字"' in page
    assert not response.context["form"].errors
    enterprise.refresh_from_db()
    assert (enterprise.version, enterprise.region_id) == (1, "440106")


def test_a_city_left_over_from_another_province_is_told(owner_client, enterprise):
    response = save_profile_page(
        owner_client, province="430000", city="440100", county="440106", address="新地址"
    )
    assert response.status_code == 200
    assert "不属于上一级" in "".join(response.context["form"].errors["city"])
    assert choices(response, "city") == ["430100"], "the choices are those of the new province"
    enterprise.refresh_from_db()
    assert (enterprise.region_id, enterprise.address) == ("440106", "新地址")


def test_a_path_may_stop_early_in_a_draft_but_not_for_a_declaration(owner_client, enterprise):
    save_profile_page(owner_client, province="440000", city="440100", county="")
    enterprise.refresh_from_db()
    assert enterprise.region_id == "440100"
    assert "注册地（请选到最末一级）" in owner_client.get(reverse("enterprises:profile")).content.decode()


@pytest.mark.parametrize("code", ["999999", "x" * 3000, "0", "' OR 1=1", "440106"])
def test_an_invented_region_is_refused(owner_client, enterprise, code):
    response = save_profile_page(owner_client, province=code)
    assert response.status_code == 200
    assert response.context["form"].errors["province"]
    assert Enterprise.objects.get().region_id == "440106"


def test_the_picker_is_served_to_everybody_and_cacheable(client, places, django_assert_num_queries):
    url = reverse("enterprises:regions")
    with django_assert_num_queries(1):
        response = client.get(url)
    assert "public" in response["Cache-Control"]
    assert [row["code"] for row in response.json()["regions"]] == ["430000", "440000"]
    below = client.get(url, {"parent": "440000"}).json()["regions"]
    assert below[0] == {"code": "440100", "name": "广州市"}
    assert [row["code"] for row in below] == ["440100", "440300", "441900"]


ABSURD = ["44000\x00", "\x00", "４４００００", "٤٤٠٠٠٠", "abcdef", "x OR", "4400000", "440000\n", "1" * 5000]


@pytest.mark.parametrize("code", ABSURD)
@pytest.mark.parametrize("name", ["province", "city", "county"])
@pytest.mark.slow
def test_only_codes_are_asked_of_the_database(owner_client, enterprise, name, code):
    """PostgreSQL refuses a NUL with an error of its own."""
    values = profile_values(owner_client) | {name: code}
    asked = []

    def listen(execute, sql, parameters, *rest):
        asked.extend(parameters or ())
        return execute(sql, parameters, *rest)

    with connection.execute_wrapper(listen):
        for pressed in ({}, {"refresh_regions": "1"}):
            assert owner_client.post(EDIT, values | pressed).status_code == 200
    assert asked and code not in asked
    enterprise.refresh_from_db()
    assert enterprise.region_id == "440106"


@pytest.mark.parametrize("parent", ABSURD)
def test_the_picker_asks_the_database_for_codes_only(client, places, parent, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get(reverse("enterprises:regions"), {"parent": parent}).json() == {"regions": []}


@pytest.mark.parametrize("code", ["５１００００", "٥١٠٠٠٠", "51000", "51000a"])
def test_codes_are_six_ordinary_digits(db, code):
    for model in (Region, Authority):
        with pytest.raises(ValidationError):
            model._meta.get_field("code").run_validators(code)


@pytest.mark.parametrize("parent", ["441900", "000000", "x", "\x00", "'", "1" * 5000])
def test_the_picker_has_nothing_below_the_end_or_an_unknown_code(client, places, parent):
    assert client.get(reverse("enterprises:regions"), {"parent": parent}).json() == {"regions": []}
