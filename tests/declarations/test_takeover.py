"""A new draft takes over what still fits of a filing that came to nothing."""

import datetime as dt
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone

from declarations.enums import Action, FilingState
from declarations.models import ArchiveEntry, Attachment, Filing
from declarations.services.attaching import assign
from declarations.services.filings import start_filing
from declarations.services.takeover import source_for, take_over
from declarations.workflow import transition
from tests import factories
from tests.declarations.conftest import PDF, archive, pdf_file, section_url, submit, url

NEW = reverse("declarations:new")
OFFER = "沿用上次申报的内容和材料"


@pytest.fixture
def withdrawn(complete, owner_client, owner) -> Filing:
    assert submit(owner_client, complete).status_code == 302
    transition(complete, Action.WITHDRAW, owner)
    return complete


def begin(client, window, source=None, **data):
    """What the confirmation page sends; ``source`` with the tick."""
    ticked = {"take_over": str(source.pk)} if source else {}
    return client.post(NEW, {"window": window.pk} | ticked | data, follow=True)


def draft() -> Filing:
    return Filing.objects.select_related("window").get(state=FilingState.DRAFT)


def items(filing) -> set[str]:
    return set(filing.attachments.filter(removed_at=None).values_list("item", flat=True))


def test_the_page_offers_it_and_the_draft_has_it(withdrawn, owner_client, window):
    page = owner_client.get(NEW, {"window": window.pk}).content.decode()
    assert OFFER in page and f'value="{withdrawn.pk}" checked' in page and "已撤回" in page
    page = begin(owner_client, window, withdrawn).content.decode()
    assert "已沿用上次申报的：直通条件、" in page and "请逐项核对" in page
    assert "没有沿用：签字盖章的自评表“签字盖章的自评表.pdf”" in page
    fresh = draft()
    stored = {each.key: each.data for each in fresh.sections.all()}
    assert stored == {each.key: each.data for each in withdrawn.sections.all()}
    assert items(withdrawn) - items(fresh) == {"sealed_form"}
    problems = owner_client.get(url(fresh, "submit")).content.decode()
    assert problems.count("请上传；或把") == 1, "only the stamped form is missing"


def test_it_is_taken_over_only_where_wanted(withdrawn, owner_client, window):
    begin(owner_client, window)
    assert not draft().sections.exists() and not draft().attachments.exists()


def test_a_double_click_takes_over_once(withdrawn, owner_client, owner, window):
    for _ in range(2):
        begin(owner_client, window, withdrawn)
    before = draft().attachments.count()
    assert take_over(draft(), withdrawn, owner).kept == ["佐证材料6个文件"]
    assert draft().attachments.count() == before == 6


def test_an_attempt_that_was_cut_off_can_be_sent_again(withdrawn, owner_client, owner, enterprise, window):
    start_filing(enterprise, window, owner)
    begin(owner_client, window, withdrawn)
    assert draft().sections.count() == withdrawn.sections.count() and draft().attachments.count() == 6


def test_each_filing_has_bytes_of_its_own(
    withdrawn, owner_client, window, settings, django_capture_on_commit_callbacks
):
    begin(owner_client, window, withdrawn)
    fresh = draft()
    names = [set(each.attachments.values_list("file", flat=True)) for each in (withdrawn, fresh)]
    assert not names[0] & names[1]
    with django_capture_on_commit_callbacks(execute=True):
        owner_client.post(url(fresh, "delete"))
    left = [name for name in names[0] if not (Path(settings.MEDIA_ROOT) / name).exists()]
    assert not left
    gone = [name for name in names[1] if (Path(settings.MEDIA_ROOT) / name).exists()]
    assert not gone


def test_next_year_takes_what_is_not_of_this_year(withdrawn, owner_client, places, window):
    """Y1 of this filing is Y2 of the next: that audit report fits, the older one has no item any more."""
    closed = window.closes_at - dt.timedelta(days=25)
    type(window).objects.filter(pk=window.pk).update(closes_at=closed)
    later = factories.make_window(places.guangdong, year=window.year + 1, name="下一年", opens_at=closed)
    page = begin(owner_client, later, withdrawn).content.decode()
    assert items(draft()) == {"licence", f"audit_{window.year - 1}", "ip_certificates", "product_field"}
    left = page.split("没有沿用：")[1].split("</p>")[0]
    assert [
        title for title in ("社保参保人数证明", f"{window.year - 2}年度审计报告") if title not in left
    ] == []


def test_entries_of_a_package_keep_their_items(filing, owner_client, owner, window):
    content = archive(**{"营业执照.pdf": PDF, "盖章自评表.pdf": PDF + b"1", "随便.pdf": PDF + b"2"})
    owner_client.post(
        section_url(filing, "evidence"), {"item": "package", "file": pdf_file("全套.zip", content)}
    )
    loose = ArchiveEntry.objects.get(path="随便.pdf")
    assign(filing, {loose.pk: "product_field"})
    transition(filing, Action.LAPSE, None, at=filing.window.closes_at)
    page = begin(owner_client, window, filing).content.decode()
    kept = ArchiveEntry.objects.filter(attachment__filing=draft()).order_by("position")
    assert dict(kept.values_list("path", "item")) == {
        "营业执照.pdf": "licence",
        "盖章自评表.pdf": "",
        "随便.pdf": "product_field",
    }
    assert "压缩包内的“盖章自评表.pdf”" in page


def test_a_file_whose_bytes_are_gone_is_named(withdrawn, owner_client, window, settings):
    licence = Attachment.objects.get(filing=withdrawn, item="licence")
    (Path(settings.MEDIA_ROOT) / licence.file.name).unlink()
    page = begin(owner_client, window, withdrawn).content.decode()
    assert "营业执照“营业执照.pdf”（原文件读不出来）" in page
    assert "licence" not in items(draft())


def test_what_is_offered(enterprise, window, places):
    """The newest that came to nothing and has something in it; of this title, of this enterprise, not of later years."""
    now = timezone.now()

    def made(state, days, window=window, enterprise=enterprise, filled=True):
        fields = {"state": state, "created_at": now - dt.timedelta(days=days)}
        if state == FilingState.REJECTED:
            fields |= {
                "submitted_at": now,
                "decided_at": now,
                "first_authority": places.tianhe,
                "chain": [places.tianhe.code],
            }
        filing = Filing.objects.create(
            enterprise=enterprise, kind=window.kind, tier=window.tier, window=window, **fields
        )
        if filled:
            filing.sections.create(key="product", data={"name": "主轴"})
        return filing

    assert source_for(enterprise, window) is None
    lapsed = made(FilingState.LAPSED, 9)
    period = {"opens_at": window.closes_at, "closes_at": window.closes_at + dt.timedelta(days=9)}
    late = factories.make_window(places.guangdong, year=window.year + 1, name="晚", **period)
    made(FilingState.LAPSED, 1, window=late)
    made(FilingState.LAPSED, 1, enterprise=factories.make_enterprise(places.tianhe))
    assert source_for(enterprise, window) == lapsed
    made(FilingState.LAPSED, 0, filled=False)
    assert source_for(enterprise, window) == lapsed, "an empty one hides nothing"
    # A clock went back: what was begun later is newer all the same.
    newest = made(FilingState.LAPSED, 30)
    assert source_for(enterprise, window) == newest
