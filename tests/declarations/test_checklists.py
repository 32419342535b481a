"""Lists of evidence: which one serves a filing, what it keeps, what is delivered, and that nothing begins without."""

import importlib
import re

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from declarations.dossier.checklist import Route, checklist, evidence_items, item_by_name, lacking
from declarations.dossier.loading import filings_to_show, load
from declarations.models import Checklist, ChecklistItem, Filing
from declarations.models.checklist import EditionPublished, serving
from declarations.services import delivered_checklists as delivered
from declarations.services.attaching import attach
from declarations.services.checklists import load_checklists, next_edition, publish
from declarations.services.filings import FilingRefused, start_filing
from declarations.services.takeover import take_over
from enterprises.kit.files.inspection import UploadRefused
from tests import factories
from tests.declarations.conftest import PDF, YEAR, pdf_file, png, section_url


def edition(*titles: str, **fields) -> Checklist:
    """A published list of required items."""
    values = {"tier": "innovative", "kind": "declaration"} | fields
    items = values.pop("items", {})
    made = Checklist.objects.create(**values)
    for number, title in enumerate(titles, start=1):
        ChecklistItem.objects.create(checklist=made, number=number, title=title, **items)
    Checklist.objects.filter(pk=made.pk).update(published_at=timezone.now())
    made.refresh_from_db()
    return made


def offered(client, filing) -> str:
    return client.get(section_url(filing, "evidence")).content.decode()


# --- What is delivered ---------------------------------------------------------------------------------------------
def test_what_is_delivered_covers_the_standards():
    assert delivered.check_checklists() == []


ITEM = {"key": "a", "title": "甲", "required": "always", "words": "", "proves": "1"}


def one(**changes) -> delivered.Delivered:
    values = {
        "tier": "innovative",
        "kind": "declaration",
        "standard": "",
        "basis": "",
        "by_platform": frozenset(),
    }
    return delivered.Delivered(**values | {"items": (ITEM,)} | changes)


@pytest.mark.parametrize(
    ("lists", "found"),
    [
        ((one(), one()), "declarations.E021"),
        ((one(items=(ITEM, ITEM)),), "declarations.E021"),
        ((), "declarations.E022"),
        ((one(),), "declarations.E023"),
        ((one(items=({**ITEM, "proves": "1 Z9"},)),), "declarations.E024"),
    ],
)
def test_a_fault_in_what_is_delivered_is_found_at_the_start(lists, found, monkeypatch):
    monkeypatch.setattr(delivered, "delivered_checklists", lambda: lists)
    assert found in {each.id for each in delivered.check_checklists()}


def test_a_file_that_cannot_be_read_is_a_fault_not_a_crash(monkeypatch, tmp_path):
    broken = tmp_path / "checklists.toml"
    broken.write_text('[items.a]\n[[checklists]]\ntier = "innovative"\nkinds = ["declaration"]\n')
    monkeypatch.setattr(delivered, "FILES", (*delivered.FILES, broken))
    assert [each.id for each in delivered.check_checklists()] == ["declarations.E020"]


def test_every_title_and_business_with_a_window_is_delivered(nothing_delivered):
    made = load_checklists()
    scopes = {(each.tier, each.kind) for each in made}
    assert scopes == {
        (tier, kind)
        for tier in ("innovative", "specialized", "little_giant")
        for kind in ("declaration", "renewal", "update")
    }
    for each in made:
        for item in each.items.all():
            item.full_clean()
    assert load_checklists() == []
    with CaptureQueriesContext(connection) as captured:
        load_checklists()
    assert len([each for each in captured if "SAVEPOINT" not in each["sql"]]) <= 2


def test_a_changed_delivery_is_the_next_edition_unless_the_ministry_edits(db, monkeypatch):
    load_checklists()
    scope = {"tier": "innovative", "kind": "declaration"}
    changed = tuple(
        delivered.Delivered(**{**vars(each), "basis": "新的依据"}) if each.tier == "innovative" else each
        for each in delivered.delivered_checklists()
    )
    edited = Checklist.objects.get(tier="innovative", kind="renewal")
    draft = next_edition(edited)
    monkeypatch.setattr("declarations.services.checklists.delivered_checklists", lambda: changed)
    made = load_checklists()
    assert sorted((each.kind, each.edition) for each in made) == [("declaration", 2), ("update", 2)]
    assert (
        list(Checklist.objects.filter(**scope).order_by("edition").values_list("basis", flat=True))[1]
        == "新的依据"
    )
    assert Checklist.objects.filter(tier="innovative", kind="renewal").count() == 2
    assert draft.basis == edited.basis


# --- Which one serves ------------------------------------------------------------------------------------------------
def test_the_most_specific_published_list_serves(places, nothing_delivered):
    code = places.guangdong.code
    plain = edition("甲")
    second = edition("甲", edition=2)
    yearly = edition("甲", year=2026)
    named = edition("甲", standard="R2022-INNOVATIVE")
    both = edition("甲", standard="R2022-INNOVATIVE", year=2026)
    local = edition("乙", authority=places.guangdong)
    Checklist.objects.create(tier="innovative", kind="declaration", standard="TECH-SME")
    found = [
        serving("innovative", "declaration", *asked)
        for asked in (
            ("OTHER", 2025, [code]),
            ("OTHER", 2026, [code]),
            ("R2022-INNOVATIVE", 2025, []),
            ("R2022-INNOVATIVE", 2026, [places.hunan.code]),
        )
    ]
    assert [each.national for each in found] == [second, yearly, named, both]
    assert [each.provincial for each in found] == [local, local, None, None]
    assert plain not in [each.national for each in found]
    assert serving("innovative", "renewal", "", 2026) is None


def test_a_filing_keeps_the_edition_it_began_with(filing, window, places, owner_client):
    before = [item.key for item in checklist(load(filing))]
    draft = next_edition(filing.checklist)
    draft.items.filter(key="licence").delete()
    publish(draft, factories.make_official(places.ministry))
    assert [item.key for item in checklist(load(Filing.objects.get(pk=filing.pk)))] == before
    other = factories.make_enterprise(places.tianhe)
    newer, _ = start_filing(other, window, factories.make_legal_user(other))
    assert newer.checklist == draft
    assert "licence" not in [item.key for item in checklist(load(newer))]
    assert "营业执照" in offered(owner_client, filing)


def test_a_province_adds_after_the_ministry_and_takes_nothing_away(
    window, places, enterprise, owner, owner_client
):
    edition(
        "本省集群证明",
        "营业执照",
        authority=places.guangdong,
        items={"required": "always"},
        basis="粤工信〔2026〕1号",
    )
    edition("湖南的", authority=places.hunan)
    filing, _ = start_filing(enterprise, window, owner)
    items = checklist(load(filing))
    assert [item.title for item in items[-2:]] == ["本省集群证明", "营业执照"]
    required = {item.key: item.required for item in items}
    assert required["licence"] and all(item.key.startswith("p_") for item in items[-2:])
    page = offered(owner_client, filing)
    assert "粤工信〔2026〕1号" in page and "湖南的" not in page
    sent = {f"file-{items[-2].key}": pdf_file("集群.pdf")}
    assert owner_client.post(section_url(filing, "evidence"), sent).status_code == 302
    assert items[-2].key not in [item.key for item in lacking(load(filing))]
    assert items[-1].key in [item.key for item in lacking(load(filing))]


# --- What an item asks for ---------------------------------------------------------------------------------------------
WHEN = {
    "always": (True, True, True),
    "by_score": (True, True, False),
    "by_direct": (False, False, True),
    "rights_listed": (False, True, False),
    "never": (False, False, False),
}


@pytest.mark.parametrize("required", WHEN)
def test_when_an_item_is_required(required):
    """By score, by score with rights, by a direct condition with rights. What is not required may say so."""
    row = ChecklistItem(key="a", title="甲", required=required, hint="须", optional_hint="可不提供")
    found = [
        evidence_items([row], Route(YEAR, is_direct, has_rights))[0]
        for is_direct, has_rights in ((False, False), (False, True), (True, True))
    ]
    assert tuple(each.required for each in found) == WHEN[required]
    assert [each.hint for each in found] == ["须" if each else "可不提供" for each in WHEN[required]]


def test_years_are_written_out(filing):
    made = edition("{year}与{year-1}、{year-2}", edition=2, items={"words": "审计 {year}\n章程"})
    Filing.objects.update(checklist=made)
    items = checklist(load(Filing.objects.get(pk=filing.pk)))
    assert items[0].title == f"{YEAR}与{YEAR - 1}、{YEAR - 2}"
    names = [f"审计{YEAR}.pdf", f"{YEAR} 审计.pdf", f"审计1{YEAR}.pdf", "章程.pdf", "审计.pdf"]
    assert [bool(item_by_name(name, items)) for name in names] == [True, True, False, True, False]


def test_kinds_of_files_and_sizes_are_the_item_s_own(filing, owner_client):
    large = PDF + b"%" * (1024 * 1024)
    made = edition("只收PDF", edition=2, items={"files": "pdf", "max_megabytes": 1, "example": "盖章页"})
    Filing.objects.update(checklist=made)
    page = offered(owner_client, filing)
    assert "选择文件（PDF，不超过 1 MB）" in page and "示例：盖章页" in page
    key = made.items.get().key
    faults = [
        owner_client.post(section_url(filing, "evidence"), {f"file-{key}": file}).content.decode()
        for file in (pdf_file("图.png", png()), pdf_file("大.pdf", large))
    ]
    assert "只接收 PDF" in faults[0] and "请另存为PDF后上传" in faults[0]
    assert "超过“只收PDF”的上限1 MB" in faults[1]
    assert not filing.attachments.exists()
    assert owner_client.post(section_url(filing, "evidence"), {f"file-{key}": pdf_file()}).status_code == 302


def test_a_file_the_next_edition_does_not_take_is_not_carried_over(
    filing, window, enterprise, owner, owner_client, places
):
    sent = {"file-licence": pdf_file("执照.png", png()), "file-other": pdf_file()}
    assert owner_client.post(section_url(filing, "evidence"), sent).status_code == 302
    draft = next_edition(filing.checklist)
    for item in draft.items.filter(key="licence"):
        item.files = "pdf"
        item.save()
    publish(draft, factories.make_official(places.ministry))
    Filing.objects.update(state="lapsed")
    again, is_new = start_filing(enterprise, window, owner)
    taken = take_over(again, filing, owner)
    assert is_new and taken.left == ["营业执照“执照.png”"]
    assert [each.item for each in again.attachments.all()] == ["other"]


# --- The tables guard themselves -----------------------------------------------------------------------------------------
def test_a_published_edition_never_changes(filing):
    published, item = filing.checklist, filing.checklist.items.first()
    for change in (
        published.save,
        published.delete,
        item.save,
        item.delete,
        ChecklistItem(checklist=published, number=1, title="新").save,
    ):
        with pytest.raises(EditionPublished):
            change()


@pytest.mark.parametrize(
    "values",
    [
        {"edition": 1, "published_at": timezone.now()},
        {"edition": 1},
    ],
)
def test_one_list_has_each_edition_and_one_draft_once(values, places, nothing_delivered):
    for authority, year in ((None, None), (places.guangdong, 2026)):
        scope = {"tier": "innovative", "kind": "declaration", "authority": authority, "year": year}
        Checklist.objects.create(**scope, edition=1)
        with pytest.raises(IntegrityError), transaction.atomic():
            Checklist.objects.create(**scope, **values)
        with pytest.raises(IntegrityError), transaction.atomic():
            Checklist.objects.create(**scope, edition=2)


def test_a_filing_in_a_window_without_a_list_cannot_be_stored(window, enterprise):
    with pytest.raises(IntegrityError), transaction.atomic():
        Filing.objects.bulk_create(
            [Filing(enterprise=enterprise, number=1, kind="declaration", tier="innovative", window=window)]
        )


# --- Nothing begins without ------------------------------------------------------------------------------------------------
def unpublish() -> None:
    ChecklistItem.objects.all().delete()
    Checklist.objects.all()._raw_delete("default")


def test_no_filing_begins_without_a_list(window, enterprise, owner, owner_client):
    unpublish()
    with pytest.raises(FilingRefused, match="佐证材料清单还没有发布"):
        start_filing(enterprise, window, owner)
    answer = owner_client.post(reverse("declarations:new") + f"?window={window.pk}", {"window": window.pk})
    assert "佐证材料清单还没有发布" in answer.content.decode()
    assert not Filing.objects.exists()


def test_evidence_for_what_is_not_on_the_list_is_refused(filing, owner):
    with pytest.raises(UploadRefused, match="没有这一项材料"):
        attach(filing, "nothing", pdf_file(), owner)


# --- Queries -----------------------------------------------------------------------------------------------------------------
def test_a_dossier_reads_its_lists_in_one_query(filing, places):
    edition("乙", "丙", authority=places.guangdong, edition=3)
    dossier = load(filings_to_show().get(pk=filing.pk))
    with CaptureQueriesContext(connection) as captured:
        for _ in range(2):
            checklist(dossier)
            lacking(dossier)
    assert len(captured) == 1


# --- Migration ---------------------------------------------------------------------------------------------------------------
migration = importlib.import_module("declarations.migrations.0017_checklists")


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
def test_filings_that_were_there_keep_what_they_were_asked_for(filing, owner_client):
    """What was uploaded keeps its place, the page says the same, and what is delivered is not the next edition."""
    page = offered(owner_client, filing)
    keys = [item.key for item in checklist(load(filing))]
    sent = {"file-licence": pdf_file("执照.pdf"), f"file-audit_{YEAR}": pdf_file("审计.pdf", PDF + b"%2")}
    assert owner_client.post(section_url(filing, "evidence"), sent).status_code == 302
    before = [each for each in migration.Migration.dependencies if each[0] == "declarations"]
    now = MigrationExecutor(connection).loader.graph.leaf_nodes("declarations")
    for target in (before, now):
        MigrationExecutor(connection).migrate(target)
    kept = load(Filing.objects.get(pk=filing.pk))
    assert [item.key for item in checklist(kept)] == keys
    assert {item.key for item in checklist(kept) if kept.files(item.key)} == {"licence", f"audit_{YEAR}"}
    assert Checklist.objects.count() == 1
    made = {(each.tier, each.kind) for each in load_checklists()}
    assert len(made) == 8 and ("innovative", "declaration") not in made
    Filing.objects.get().attachments.all().delete()
    assert words(offered(owner_client, filing)) == words(page)


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
def test_a_filing_nobody_had_a_list_for_gets_one_and_then_the_delivered_is_the_next(places, enterprise):
    window = factories.make_window(
        places.guangdong, tier="specialized", kind="update", standard="R2026-SPECIALIZED"
    )
    filing = Filing.objects.create(enterprise=enterprise, window=window, tier="specialized", kind="update")
    before = [each for each in migration.Migration.dependencies if each[0] == "declarations"]
    now = MigrationExecutor(connection).loader.graph.leaf_nodes("declarations")
    for target in (before, now):
        MigrationExecutor(connection).migrate(target)
    filing = Filing.objects.get(pk=filing.pk)
    assert [item.key for item in checklist(load(filing))] == ["other"]
    load_checklists()
    assert [each.edition for each in filing.checklist.editions().order_by("edition")] == [1, 2]


def words(page: str) -> list[str]:
    """The text of the page's items."""
    items = page[page.index('id="item-') : page.index("data-evidence-send")]
    return [each.strip() for each in re.sub("<.*?>", "\n", items, flags=re.S).splitlines() if each.strip()]
