"""Points of 8.5, from the province's page to the reviewer's correction, the paper and the export (issue 9, line 9)."""

import datetime as dt
import html
import io
import json
import re
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.urls import reverse
from pypdf import PdfReader

from declarations.dossier.evaluation import recompute
from declarations.models import Filing, LineCorrection, ProvincialStandard, Revision
from declarations.standards import Evaluation, Facts
from tests import factories
from tests.admin import filings
from tests.admin.corrections import correct, line_page, page_of, text
from tests.admin.provincial import ADD, OPENED, change, errors, form

ROWS = (
    {
        "name": "产业集群",
        "kind": "choice",
        "maximum": "８．５",
        "options": "省级 | 8.5\n市级 | ７．５ 分\n县级|3",
    },
    {
        "name": "创新活动",
        "kind": "several",
        "maximum": "4 分",
        "options": "获奖 | 1.5\n首台套 | 1.5\n展会 | 1.50",
    },
    {"name": "出口比重", "kind": "bands", "maximum": "2.50", "unit": "%", "options": "10 | 2.5\n5 | 0.5"},
)
ZEROS = re.compile(r"\d\.(?:0|\d0)(?= ?分| / |</(?:strong|ins|del)>)")


@pytest.fixture
def scheme(browse) -> ProvincialStandard:
    response = browse("guangdong").post(ADD, form(*ROWS))
    assert response.status_code == 302, errors(response)
    return ProvincialStandard.objects.get()


@pytest.fixture
def filing(scheme, enterprise, places) -> Filing:
    """On the county's desk: 8.5 + 3 + 0.5 points of the province, no others."""
    window = factories.make_window(
        places.guangdong, tier="specialized", standard="R2022-SPECIALIZED", year=2026, opens_at=OPENED
    )
    answers = {"9.1": scheme.scheme.indicators[0].options[0].key, "9.3": "7"}
    answers["9.2"] = tuple(option.key for option in scheme.scheme.indicators[1].options[:2])
    facts = Facts(year=2025, as_of=dt.date(2026, 3, 15), provincial=answers)
    return filings.make_submitted(enterprise, window, facts=facts)


def without_zeros(page: str) -> bool:
    return not ZEROS.search(page)


def test_a_province_stores_half_points_and_reads_them_again(scheme, browse):
    assert [str(each.maximum) for each in scheme.indicators.all()] == ["8.5", "4", "2.5"]
    page = html.unescape(browse("guangdong").get(change(scheme)).content.decode())
    for words in (
        'value="8.5"',
        'value="4"',
        'value="2.5"',
        "省级 | 8.5\n市级 | 7.5\n县级 | 3",
        "按所属情形计分：省级 8.5分；市级 7.5分；县级 3分；以上都不是 0分",
        "合计15分（应为15分）",
    ):
        assert words in page, words
    read_only = html.unescape(browse("ministry").get(change(scheme)).content.decode())
    assert "省级 | 8.5" in read_only
    found = re.findall(r'field-most.*?class="readonly">(.*?)</div>', read_only, re.S)
    assert [re.sub("<.*?>", "", each).strip() for each in found] == ["8.5", "4", "2.5"]


def test_saving_what_the_page_shows_changes_nothing(scheme, browse):
    before = scheme.scheme.to_dict()
    shown = [{**row, "maximum": most} for row, most in zip(ROWS, ("8.5", "4", "2.5"), strict=True)]
    assert browse("guangdong").post(change(scheme), form(*shown, standard=scheme)).status_code == 302
    assert ProvincialStandard.objects.get().scheme.to_dict() == before


def test_what_is_lacking_is_said_in_halves(browse):
    assert "合计12.5分，应为15分，还缺2.5分" in errors(browse("guangdong").post(ADD, form(*ROWS[:2])))


def test_a_filing_is_scored_and_recomputes_to_itself(filing):
    assert filing.score == Decimal(12)
    revision = Revision.objects.get()
    stored = Evaluation.from_dict(revision.evaluation)
    assert recompute(revision) == stored
    assert recompute(revision).to_dict() == revision.evaluation
    points = {line.code: str(line.points) for line in stored.lines if line.code.startswith("9.")}
    assert points == {"9.1": "8.5", "9.2": "3", "9.3": "0.5"}
    written = json.dumps(revision.evaluation)
    assert (
        '"points": {"decimal": "8.5"}' in written and '"points": 3,' in written and '"total": 12,' in written
    )
    out = io.StringIO()
    call_command("verify_evaluations", stdout=out)
    assert "none differs" in out.getvalue()


def test_a_reviewer_corrects_a_line_to_seven_and_a_half(filing, browse, login):
    county = browse("tianhe")
    offered = re.findall(r'<option value="([\d.]+)"', text(county.get(line_page(filing, "9.1"))))
    assert offered == ["8.5", "7.5", "3", "0"]
    assert correct(county, filing, "9.1", "7.5", reason="集群为市级。").status_code == 302
    row = LineCorrection.objects.get()
    assert (str(row.filed_points), str(row.points)) == ("8.5", "7.5")
    assert Filing.objects.get().review_score == Decimal(11)
    page = text(county.get(page_of(filing)))
    assert "<del>8.5</del> → <ins>7.5</ins> / 8.5" in page
    assert re.search(r"自评 12(–[\d.]+)? 分 → 审核 11(–[\d.]+)? 分", page)
    assert without_zeros(page)
    line = text(county.get(line_page(filing, "9.1")))
    assert "自评 8.5 分 → 7.5 分" in line and "8.5 / 8.5 分" in line and "7.5 / 8.5 分" in line
    assert without_zeros(line)
    assert correct(county, filing, "9.3", "2.5", reason="出口比重为12%。").status_code == 302
    assert Filing.objects.get().review_score == Decimal(13)
    listed = text(county.get(reverse("admin:declarations_filing_changelist")))
    assert "12 → 审核 13" in listed
    owner = login(filings.owner_of(filing.enterprise))
    overview = text(owner.get(reverse("declarations:list")))
    assert '<td data-label="自评得分" class="num">12</td>' in overview


def test_the_filed_value_takes_the_correction_back(filing, browse):
    county = browse("tianhe")
    correct(county, filing, "9.1", "7.5")
    assert correct(county, filing, "9.1", "8.5").status_code == 302
    assert LineCorrection.objects.last().takes_back
    assert "第9.1项已恢复为自评的8.5分。" in text(county.get(page_of(filing)))
    assert Filing.objects.get().review_score is None


@pytest.mark.parametrize("value", ["8", "7.50", "7,5", "NaN", "1e1", "８.５"])
def test_only_what_the_line_can_give_is_taken(value, filing, browse):
    response = correct(browse("tianhe"), filing, "9.1", value)
    assert response.status_code == 200
    assert "请从列出的值中选择。" in text(response)
    assert not LineCorrection.objects.exists()


def test_points_below_nothing_are_no_row(filing, officials):
    revision = Revision.objects.get()
    for fields in ({"points": "-0.5"}, {"filed_points": "-1", "points": "3"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            LineCorrection.objects.create(
                revision=revision, code="9.1", reason="x", actor=officials.tianhe,
                authority=officials.tianhe.authority, **fields,
            )  # fmt: skip


def test_the_enterprise_s_page_and_its_paper_say_the_same(filing, login):
    owner = login(filings.owner_of(filing.enterprise))
    page = text(owner.get(reverse("declarations:filing", args=[filing.pk])))
    assert "<strong>8.5</strong> / 8.5" in page and "<strong>3</strong> / 4" in page
    assert without_zeros(page)
    response = owner.get(reverse("declarations:pdf", args=[filing.pk]))
    assert response.status_code == 200
    paper = "".join(each.extract_text() for each in PdfReader(io.BytesIO(response.content)).pages)
    assert "8.5 / 8.5" in paper and "3 / 4" in paper and "0.5 / 2.5" in paper
    assert not re.search(r"\d\.0 /|/ \d+\.0\b", paper)


def test_the_export_writes_their_digits(filing, tmp_path):
    revision = Revision.objects.get()
    facts, scheme = tmp_path / "facts.json", tmp_path / "scheme.json"
    facts.write_text(json.dumps(revision.facts))
    scheme.write_text(json.dumps(revision.scheme))
    out = io.StringIO()
    call_command(
        "evaluate_standard", "R2022-SPECIALIZED", str(facts), "--provincial", str(scheme), stdout=out
    )
    lines = {line["code"]: line for group in json.loads(out.getvalue())["groups"] for line in group["lines"]}
    assert [lines[code]["points"] for code in ("9.1", "9.2", "9.3")] == ["8.5", 3, "0.5"]
