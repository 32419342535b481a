"""Name, 法定代表人 and 注册地 stay what was filed, from submission to decision, and reviewers see what was filed."""

import pytest
from django.urls import reverse

from declarations.enums import Action, FilingState
from declarations.models import Filing
from declarations.services.filings import start_filing
from declarations.workflow import transition
from enterprises.models import Enterprise
from enterprises.services.identity import hold_on
from enterprises.services.profile import IdentityHeld, save_profile
from tests import factories
from tests.admin import filings
from tests.conftest import client_of
from tests.declarations.conftest import fill, submit
from tests.declarations.test_filing_races import at_once
from tests.enterprises.pages import profile_values, save_profile_page

EDIT = reverse("enterprises:profile_edit")
NEW = {"name": "广州新名称有限公司", "legal_representative": "新法人"}


@pytest.fixture
def official(places):
    return factories.make_official(places.tianhe)


@pytest.fixture
def submitted(enterprise, window, owner) -> Filing:
    return filings.make_submitted(enterprise, window)


@pytest.fixture
def returned(submitted, official) -> Filing:
    transition(submitted, Action.RETURN, official, comment="请更正企业名称。")
    return submitted


def test_what_is_held_follows_the_state(enterprise, window, owner, official):
    filing = filings.make_draft(enterprise, window)
    held = {FilingState.DRAFT: hold_on(enterprise)}
    chain = [code for code in enterprise.authority.lineage_codes() if code != "000000"]
    transition(filing, Action.SUBMIT, owner, revision=filings.freeze(filing), chain=chain)
    held[FilingState.IN_REVIEW] = hold_on(enterprise)
    transition(filing, Action.RETURN, official, comment="请更正。")
    held[FilingState.RETURNED] = hold_on(enterprise)
    filings.resubmit(filing)
    transition(filing, Action.REJECT, official, comment="不符合条件。")
    held[FilingState.REJECTED] = hold_on(enterprise)
    everything = frozenset({"name", "legal_representative", "region_id"})
    assert {state: hold and hold.fields for state, hold in held.items()} == {
        FilingState.DRAFT: None,
        FilingState.IN_REVIEW: everything,
        FilingState.RETURNED: frozenset({"region_id"}),
        FilingState.REJECTED: None,
    }


def test_the_page_says_why_and_leads_to_the_filing(submitted, owner_client):
    page = owner_client.get(EDIT)
    fields = page.context["form"].fields
    held = {name for name, field in fields.items() if field.disabled}
    assert held == {"name", "legal_representative", "province", "city", "county"}
    text = page.content.decode()
    assert "到审核结束前不能修改" in text
    assert reverse("declarations:filing", args=[submitted.pk]) in text
    assert "天河区" in text, "the 注册地 is shown"


def test_the_rest_is_saved_and_what_a_stale_page_renames_is_named(submitted, enterprise, owner_client):
    response = save_profile_page(
        owner_client, **NEW, contact_name="新联系人", province="430000", city="430100", county="430104"
    )
    text = response.content.decode()
    assert response.status_code == 200
    for words in ("“广州新名称有限公司”没有保存", "“新法人”没有保存", "新选的注册地没有保存"):
        assert words in text
    before = (enterprise.name, enterprise.legal_representative, enterprise.region_id, enterprise.authority)
    enterprise.refresh_from_db()
    after = (enterprise.name, enterprise.legal_representative, enterprise.region_id, enterprise.authority)
    assert after == before
    assert enterprise.contact_name == "新联系人"
    unchanged = save_profile_page(owner_client)
    assert unchanged.status_code == 302, "a page that changes nothing of it is saved"


@pytest.mark.parametrize("change", [NEW, {"name": NEW["name"]}, {"region_id": "430104"}])
def test_no_other_way_changes_it(submitted, enterprise, change):
    with pytest.raises(IdentityHeld):
        save_profile(enterprise.pk, change, version=enterprise.version)


def test_a_returned_filing_lets_the_name_be_put_right_but_not_the_region(returned, enterprise, owner_client):
    assert save_profile_page(owner_client, **NEW).status_code == 302
    enterprise.refresh_from_db()
    assert (enterprise.name, enterprise.legal_representative) == (NEW["name"], NEW["legal_representative"])
    response = save_profile_page(owner_client, province="430000", city="430100", county="430104")
    assert "新选的注册地没有保存" in response.content.decode()
    enterprise.refresh_from_db()
    assert enterprise.region_id == "440106"


def test_reviewers_see_the_name_that_was_filed(returned, enterprise, owner_client, official):
    filed = enterprise.name
    save_profile_page(owner_client, **NEW)
    reviewer = client_of(official)
    lists = reverse("admin:declarations_filing_changelist") + "?scope=all"
    page = reverse("admin:declarations_filing_change", args=[returned.pk])
    for address in (lists, page, f"{lists}&q={filed}"):
        text = reviewer.get(address).content.decode()
        assert filed in text, address
        assert NEW["name"] not in text, address
    returned.refresh_from_db()
    filings.resubmit(Filing.objects.select_related("enterprise", "window").get(pk=returned.pk))
    assert NEW["name"] in reviewer.get(page).content.decode()


def test_a_filing_stays_with_its_chain_wherever_the_enterprise_moves(submitted, enterprise, official, places):
    """Moved behind the platform's back, as could happen before identities were frozen."""
    Enterprise.objects.filter(pk=enterprise.pk).update(region=places.yuelu.region, authority=places.yuelu)
    page = reverse("admin:declarations_filing_change", args=[submitted.pk])
    assert client_of(official).get(page).status_code == 200
    stranger = factories.make_official(places.yuelu)
    assert client_of(stranger).get(page).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_renaming_and_submitting_at_once_leaves_one_truth():
    places = factories.make_places()
    enterprise = factories.make_enterprise(places.tianhe)
    owner, window = factories.make_legal_user(enterprise), factories.make_window(places.guangdong)
    filing, _ = start_filing(enterprise, window, owner)
    fill(client_of(owner), filing)
    browsers = [client_of(owner) for _ in range(2)]
    values = profile_values(browsers[0]) | NEW
    work = [lambda: submit(browsers[0], filing), lambda: browsers[1].post(EDIT, values)]
    at_once(2, lambda index: work[index]())
    filing.refresh_from_db()
    enterprise.refresh_from_db()
    # Where the renaming came first, the page that was submitted had shown another name: it is shown again.
    if filing.state == FilingState.IN_REVIEW:
        assert filing.filed_name == enterprise.name
    else:
        assert (filing.state, enterprise.name) == (FilingState.DRAFT, NEW["name"])
