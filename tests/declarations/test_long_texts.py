"""A text longer than allowed is never cut: it stays in the page, and the limit is told."""

import re

from django.urls import reverse

from declarations.forms.innovative import INNOVATIVE
from enterprises.models import Industry
from tests import factories
from tests.declarations.conftest import product_data, save, section_url

DESCRIPTION_LIMIT = next(
    row.most
    for each in INNOVATIVE.sections
    if each.key == "product"
    for row in each.rows
    if row.name == "description"
)


def test_no_page_lets_a_browser_cut_what_is_pasted(filing, owner_client, client, db, login, places):

    official = login(factories.make_official(places.guangdong))
    enterprise_pages = ["enterprises:profile_edit", "enterprises:product", "enterprises:password"]
    walk = [(owner_client, reverse(name)) for name in enterprise_pages]
    walk += [(owner_client, section_url(filing, key)) for key in ("direct", "operations", "product")]
    walk += [
        (client, reverse(name))
        for name in ("enterprises:login", "enterprises:certification_query", "notices:list")
    ]
    walk += [
        (official, reverse(f"admin:{name}_add"))
        for name in ("notices_notice", "declarations_window", "declarations_batch")
    ]
    cutting = [
        (page, re.findall(r"<(?:input|textarea)[^>]*maxlength[^>]*>", response.content.decode()))
        for browser, page in walk
        if (response := browser.get(page, follow=True)).status_code == 200
        and "maxlength" in response.content.decode()
    ]
    assert not cutting


def test_what_is_too_long_stays_in_the_page_and_is_told(filing, owner_client):
    text = "字" * (DESCRIPTION_LIMIT + 100)
    page = save(owner_client, filing, "product", product_data(description=text)).content.decode()
    assert text in page
    assert f"最多填写{DESCRIPTION_LIMIT}个字，现在是{DESCRIPTION_LIMIT + 100}个字。" in page
    assert f'data-most="{DESCRIPTION_LIMIT}"' in page


def test_a_class_is_chosen_by_name_where_the_standards_classes_are_loaded(owner_client, enterprise):
    address = reverse("enterprises:profile_edit")
    assert "<datalist" not in owner_client.get(address).content.decode()
    division = enterprise.industry
    Industry.objects.create(code="3421", name="金属切削机床制造", level="class", parent=division)
    Industry.objects.create(code="3599", name="其他专用设备制造", level="class", parent=division)
    page = owner_client.get(address).content.decode()
    assert '<option value="3421 金属切削机床制造">' in page and "3599" not in page
    context = owner_client.get(address).context
    form = context["form"]
    sent = {name: form[name].value() or "" for name in form.fields} | {"seen": context["seen"]}
    sent["industry_class"] = "３４２１ 金属切削机床制造"
    owner_client.post(address, sent)
    enterprise.refresh_from_db()
    assert enterprise.industry_class == "3421"
