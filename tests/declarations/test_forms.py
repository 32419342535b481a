"""The official forms: declared once, and what follows from the declaration."""

import dataclasses
import re

import pytest

from declarations.dossier.loading import load
from declarations.enums import FilingKind
from declarations.forms import FORMS
from declarations.forms.declared import Asked, Conditions, OfficialForm, Score, Section, YearlyFigures
from declarations.forms.innovative import INNOVATIVE
from declarations.forms.rows import Choice, Line, Needed, Number, Option, Years
from declarations.models import Filing
from declarations.sections import checks, find_section, sections_for
from declarations.sections.checks import faults_of
from declarations.standards import all_standards
from enterprises.enums import Tier
from tests import json_schema
from tests.declarations.conftest import product_data, save, section_url, seen_of


def without(form: OfficialForm, *keys: str) -> OfficialForm:
    return dataclasses.replace(form, sections=tuple(each for each in form.sections if each.key not in keys))


def test_delivered_forms_have_no_faults():
    assert FORMS and list(faults_of(FORMS, all_standards())) == []


class Unknown(Section):
    """A type nobody knows."""


FAULTS = [
    (
        "a section a fact stands in is gone",
        [without(INNOVATIVE, "product")],
        {checks.NO_PLACE},
    ),
    ("a list is gone", [without(INNOVATIVE, "direct")], {checks.NO_PLACE}),
    ("nobody takes the evidence", [without(INNOVATIVE, "evidence")], {checks.NO_SECTION}),
    ("two forms of one title", [INNOVATIVE, INNOVATIVE], {checks.TWO_FORMS}),
    (
        "one year of figures where the standard compares two",
        [
            dataclasses.replace(
                INNOVATIVE,
                sections=tuple(
                    dataclasses.replace(each, years=1) if isinstance(each, YearlyFigures) else each
                    for each in INNOVATIVE.sections
                ),
            )
        ],
        {checks.NO_PLACE},
    ),
    (
        "a type nobody knows",
        [dataclasses.replace(INNOVATIVE, sections=(*INNOVATIVE.sections, Unknown(key="x", title="x")))],
        {checks.NO_TYPE},
    ),
]


def test_what_does_not_fit_is_named():
    wrong = []
    for what, forms, ids in FAULTS:
        found = {each.id for each in faults_of(forms, all_standards())}
        if found != ids:
            wrong.append((what, found))
    assert wrong == []
    assert [each.id for each in faults_of([INNOVATIVE], [])] == [checks.NO_STANDARD]


def test_nothing_stands_twice():
    row = Line(name="name", label="名称", most=10)
    twice = [
        (Asked(key="a", title="一", rows=(row,)), Asked(key="a", title="二", rows=())),
        (Asked(key="a", title="一", rows=(row,)), Asked(key="b", title="二", rows=(row,))),
        (
            Asked(key="a", title="一", rows=(dataclasses.replace(row, kept="name"),)),
            Asked(key="b", title="二", rows=(Line(name="n", label="n", most=1, kept="name"),)),
        ),
    ]
    for sections in twice:
        with pytest.raises(ValueError, match="stands twice"):
            OfficialForm(Tier.INNOVATIVE, FilingKind.DECLARATION, "表", "无", sections)


def test_where_a_fact_is_filled_in():
    places = {
        "figures.2025.revenue": ("operations", "#id_y2025-revenue"),
        "figures.2024.revenue": ("operations", "#id_y2024-revenue"),
        "figures.2023.revenue": None,
        "figures.2024.employees": None,
        "figures.2025.net_profit": None,
        "main_product.name": ("product", "#id_name"),
        "main_product.in_strategic_emerging": ("product", "#div_id_in_strategic_emerging"),
        "awards": ("direct", "#awards"),
        "awards.0.level": ("direct", "#awards"),
        "intellectual_property.3.kind": ("ip", "#intellectual_property"),
        "digital_level": None,
        "": None,
    }
    assert {fact: INNOVATIVE.place_of(fact, 2025) for fact in places} == places


def test_what_is_needed_depends_on_the_route():
    table = [
        (each, is_direct, each.holds(is_direct=is_direct)) for each in Needed for is_direct in (False, True)
    ]
    assert table == [
        (Needed.ALWAYS, False, True),
        (Needed.ALWAYS, True, True),
        (Needed.BY_SCORE, False, True),
        (Needed.BY_SCORE, True, False),
        (Needed.NEVER, False, False),
        (Needed.NEVER, True, False),
    ]


def test_answers_in_words_and_as_the_enterprise_keeps_them():
    answer = Choice(name="a", label="a", options=(Option("yes", "属于", True), Option("no", "不属于", False)))
    number = Number(name="n", label="n", unit="万元")
    years = Years(name="y", label="y", digits=5, places=1)
    rows = [
        (answer, "yes", "属于", True),
        (answer, "no", "不属于", False),
        (answer, "", "", None),
        (answer, "made up", "", None),
        (number, "12.50", "12.50", 12.5),
        (number, "", "", None),
        (years, "8.5", "8.5", 8.5),
    ]
    assert [(row.text(stored), row.to_kept(stored)) for row, stored, _, _ in rows] == [
        (text, kept) for _, _, text, kept in rows
    ]
    assert [answer.from_kept(each) for each in (True, False, None)] == ["yes", "no", ""]


def test_what_is_stored_fits_the_schema(filing, owner_client):
    """The JSON Schema of the form's own content, for what a page stores and for what it never would."""
    save(owner_client, filing, "product", product_data())
    stored = {each.key: each.data for each in Filing.objects.get(pk=filing.pk).sections.all()}
    schema = INNOVATIVE.schema()
    assert set(schema["properties"]) == {"product"}
    assert json_schema.accepts(schema, stored)
    for wrong in (
        {"description": 1},
        {"strategic_code": "2.1.1.1.1.1.1.1"},
        {"unasked": ""},
        {"name": "what the enterprise keeps"},
    ):
        assert not json_schema.accepts(schema, {"product": stored["product"] | wrong}), wrong


def test_the_page_shows_every_row_once_and_in_order(filing, owner_client):
    page = owner_client.get(section_url(filing, "product")).text
    names = [row.name for each in INNOVATIVE.of_type(Asked) for row in each.rows]
    shown = re.findall(r'<(?:input|textarea)[^>]* name="(\w+)"', page)
    assert list(dict.fromkeys(name for name in shown if name in names)) == names


@pytest.fixture
def one_more_row(monkeypatch) -> str:
    """A question more in the form's declaration, and nowhere else."""
    row = Number(name="patent_income", label="专利产品收入", unit="万元")
    sections = tuple(
        dataclasses.replace(each, rows=(*each.rows, row)) if isinstance(each, Asked) else each
        for each in INNOVATIVE.sections
    )
    monkeypatch.setattr("declarations.forms.FORMS", [dataclasses.replace(INNOVATIVE, sections=sections)])
    return row.name


def test_one_more_question_costs_one_row(filing, owner_client, one_more_row):
    """It is asked, kept as readable, missed, shown, compared and described."""
    section = find_section(filing, "product")
    assert f'name="{one_more_row}"' in owner_client.get(section_url(filing, "product")).text
    wrong = save(owner_client, filing, "product", product_data(patent_income="很多"))
    assert wrong.status_code == 200 and f'href="#id_{one_more_row}"' in wrong.text
    fresh = load(Filing.objects.get(pk=filing.pk))
    assert [each.message for each in section.problems(fresh)] == ["请填写专利产品收入。"]
    assert (
        save(
            owner_client,
            filing,
            "product",
            product_data(seen_of(owner_client, filing, "product"), patent_income="1,200.5 万元"),
        ).status_code
        == 302
    )
    fresh = load(Filing.objects.get(pk=filing.pk))
    assert section.problems(fresh) == []
    assert "专利产品收入" in section.block(fresh).lines()
    assert section.block(fresh).cells()[section.columns(fresh.year)[-1]] == "1200.5"
    stale = save(owner_client, filing, "product", product_data(patent_income="7"))
    assert stale.status_code == 409 and "专利产品收入" in stale.text and "1200.5" in stale.text


def test_other_titles_have_no_sections_yet():
    named = [(tier, kind) for tier in Tier for kind in FilingKind if sections_for(tier, kind)]
    assert named == [(Tier.INNOVATIVE, FilingKind.DECLARATION)]
    assert INNOVATIVE.of_type(Score) and len(INNOVATIVE.of_type(Conditions)[0].lists) == 4
