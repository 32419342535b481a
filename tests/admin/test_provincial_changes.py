"""省级特色化指标 after they were published: what may still change, and from when on nothing does."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from declarations.models import ProvincialIndicator, ProvincialStandard
from declarations.models.provincial import SchemeInUse
from tests import factories
from tests.admin import filings
from tests.admin.provincial import ADD, LIST, ROWS, change, errors, form, open_window


# --- Changing it -------------------------------------------------------------------------------------------------
def test_a_published_scheme_nobody_relies_on_may_change(scheme, browse):
    published = scheme.published_at
    rows = [{"options": "省级 | 6\n县级 | 1", "name": "集群", "kind": "choice", "maximum": "6"}, *ROWS[1:]]
    assert browse("guangdong").post(change(scheme), form(*rows, standard=scheme)).status_code == 302
    scheme.refresh_from_db()
    assert scheme.published_at == published
    assert [each.words for each in scheme.scheme.indicators[0].options] == ["省级", "县级"]


def test_saving_twice_changes_nothing(scheme, browse):
    before = scheme.scheme.to_dict()
    for _ in range(2):
        assert browse("guangdong").post(change(scheme), form(*ROWS, standard=scheme)).status_code == 302
    scheme.refresh_from_db()
    assert scheme.scheme.to_dict() == before


def test_a_row_is_deleted_and_the_total_follows(scheme, browse):
    client = browse("guangdong")
    data = form(*ROWS, standard=scheme) | {"indicators-0-DELETE": "on"}
    assert "合计9分，应为15分，还缺6分" in errors(client.post(change(scheme), data))
    del data["publish"]
    assert client.post(change(scheme), data).status_code == 302
    scheme.refresh_from_db()
    assert (scheme.published_at, scheme.indicators.count()) == (None, 2)


@pytest.mark.parametrize("office", ["guangdong", "tianhe", "ministry"])
def test_a_scheme_an_opened_window_reads_is_fixed(office, scheme, browse, places):
    open_window(getattr(places, office))
    client = browse("guangdong")
    page = client.get(change(scheme)).content.decode()
    assert "不能再修改" in page
    assert 'name="_save"' not in page
    assert client.post(change(scheme), form(*ROWS, standard=scheme, pass_mark="60")).status_code == 403
    scheme.refresh_from_db()
    assert scheme.pass_mark == 70
    row = scheme.indicators.first()
    for write in (scheme.save, scheme.delete, row.save, row.delete):
        with pytest.raises(SchemeInUse):
            write()
    assert browse("superuser").post(change(scheme), form(*ROWS, standard=scheme)).status_code == 403


@pytest.mark.parametrize(
    ("office", "fields"),
    [
        ("hunan", {}),
        ("shenzhen", {}),
        ("guangdong", {"year": 2025}),
        ("guangdong", {"tier": "innovative", "standard": "R2022-INNOVATIVE"}),
        (
            "guangdong",
            {"standard": "R2026-SPECIALIZED", "opens_at": dt.datetime(2026, 5, 1, tzinfo=dt.UTC)},
        ),
        ("guangdong", {"opens_at": timezone.now() + dt.timedelta(days=1)}),
    ],
)
def test_a_window_that_does_not_read_it_or_is_not_open_yet_does_not_fix_it(
    office, fields, scheme, browse, places
):
    open_window(getattr(places, office), **fields)
    assert 'name="_save"' in browse("guangdong").get(change(scheme)).content.decode()


def test_a_scheme_a_submission_was_judged_by_is_fixed(scheme, places):
    window = open_window(places.guangdong)
    filings.make_submitted(factories.make_enterprise(places.tianhe), window)
    type(window).objects.update(opens_at=timezone.now() + dt.timedelta(days=1))
    assert scheme.is_fixed()


def test_a_draft_may_be_published_while_a_window_is_open_and_is_fixed_then(browse, places):
    client = browse("guangdong")
    open_window(places.guangdong)
    client.post(ADD, form(*ROWS, publish=None))
    draft = ProvincialStandard.objects.get()
    assert not draft.is_fixed()
    assert client.post(change(draft), form(*ROWS, standard=draft)).status_code == 302
    draft.refresh_from_db()
    assert draft.published_at is not None
    assert draft.is_fixed()


def test_a_window_that_opens_while_the_page_is_saved_is_no_error(scheme, browse, places, monkeypatch):
    """The page was asked for before, the first row is written after."""
    open_window(places.guangdong)
    monkeypatch.setattr("declarations.admin.provincial._is_fixed", lambda standard: False)
    monkeypatch.setattr(ProvincialStandard, "clean", lambda self: None)
    response = browse("guangdong").post(
        change(scheme), form(*ROWS, standard=scheme, pass_mark="60"), follow=True
    )
    assert "不能再修改" in response.content.decode()
    scheme.refresh_from_db()
    assert scheme.pass_mark == 70


def test_the_other_half_of_a_double_click_is_told(scheme, browse, monkeypatch):
    monkeypatch.setattr("declarations.admin.provincial.ProvincialStandardForm.clean", _publishing)
    monkeypatch.setattr(ProvincialStandard, "validate_constraints", lambda self, exclude=None: None)
    response = browse("guangdong").post(ADD, form(*ROWS), follow=True)
    assert "该年度的特色化指标已经存在" in response.content.decode()
    assert ProvincialStandard.objects.count() == 1


def _publishing(self):
    self.instance.is_to_be_published = True
    return self.cleaned_data


@pytest.mark.parametrize(("published", "shown"), [("yes", True), ("no", False), ("x", True)])
def test_schemes_by_publication(published, shown, scheme, browse):
    page = browse("guangdong").get(f"{LIST}?published={published}").content.decode()
    assert (change(scheme) in page) == shown


def test_a_history_by_post_and_crooked_addresses_break_nothing(scheme, browse):
    client = browse("guangdong")
    history = reverse("admin:declarations_provincialstandard_history", args=[scheme.pk])
    assert client.post(history).status_code == 200
    for crooked in ("x", "99999999999999999999", "0"):
        address = reverse("admin:declarations_provincialstandard_change", args=[crooked])
        assert client.post(address, form(*ROWS)).status_code == 302


def test_options_written_around_the_page_are_checked(scheme):
    row = ProvincialIndicator(
        standard=scheme, number=4, name="x", kind="choice", maximum=1, options=[{"key": 1}]
    )
    with pytest.raises(Exception, match="缺少字段"):
        row.full_clean()
