"""Pages of an enterprise that has filled in nothing, and of one whose every value is as long as it may be.

Neither may run off the screen, press a text into a column of single characters, or become a page nobody scrolls to
the end of.
"""

import pytest
from django.db import models
from django.urls import reverse
from django.utils import timezone

from assessments.services.questionnaires import load_questionnaires
from declarations.models import Filing
from declarations.sections import sections_for
from enterprises.enums import RecordKind
from enterprises.models import Enterprise
from enterprises.years import complete_years
from notices.enums import MessageKind
from notices.services import News, tell
from tests import factories
from tests.admin.filings import make_draft, make_submitted

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDTHS = (1280, 390)
HIGHEST = 7500
RECORDS = (
    "awards",
    "contests",
    "honours",
    "institutions",
    "equity_rounds",
    "quality_evidence",
    "technical_standards",
)

# What sticks out to the right outside boxes that scroll, and texts in columns of three characters or fewer.
_LOOK = """([highest]) => {
  const root = document.documentElement, faults = [];
  const name = (each) => `${each.tagName.toLowerCase()}.${each.className} «${each.textContent.trim().slice(0, 20)}»`;
  if (root.scrollWidth > root.clientWidth) {
    faults.push(`${root.scrollWidth} px wide`);
    for (const each of document.querySelectorAll("body *"))
      if (each.getBoundingClientRect().right > root.clientWidth + 1 && !each.closest(".table-wrap, .results")) faults.push(name(each));
  }
  const heading = document.querySelector(".site-main h1");
  if (root.clientWidth < 400 && heading && heading.getBoundingClientRect().top > 200) faults.push(`first heading at ${Math.round(heading.getBoundingClientRect().top)} px`);
  if (root.scrollHeight > highest) faults.push(`${root.scrollHeight} px high`);
  for (const each of document.querySelectorAll("th, td, dt, dd, p, li, label, a, button")) {
    const text = [...each.childNodes].filter((node) => node.nodeType === 3).map((node) => node.data.trim()).join("");
    const style = getComputedStyle(each), em = parseFloat(style.fontSize);
    const inner = each.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
    if (each.checkVisibility() && style.display !== "inline" && text.length > 6 && inner < 3 * em && each.clientHeight > 3 * em)
      faults.push(`${name(each)} in ${Math.round(inner)} px`);
  }
  for (const each of document.querySelectorAll(".table-wrap")) {
    const first = each.querySelector("tbody td");
    if (!first || !first.checkVisibility()) continue;
    const value = document.createRange();
    value.selectNodeContents(first);
    if (value.getBoundingClientRect().right > each.getBoundingClientRect().right)
      faults.push(`values out of view in ${name(each)}`);
  }
  return faults.slice(0, 6);
}"""


def longest(field: models.Field):
    """The longest value a column takes that says what its type lets it say; None: leave it as it is."""
    if field.choices or field.unique or field.primary_key or field.is_relation or not field.editable:
        return None
    if isinstance(field, models.EmailField):
        return f"{'e' * 60}@{'.'.join(['m' * 60] * 3)}.cn"
    if isinstance(field, models.CharField) and field.max_length and not field.validators[:-1]:
        return ("精密Wm" + "W" * field.max_length)[: field.max_length]
    if type(field) is models.TextField:
        return "长" * 300 + "W" * 200
    if isinstance(field, models.DecimalField) and field.max_digits >= 14:
        return "9" * (field.max_digits - field.decimal_places) + "." + "9" * field.decimal_places
    return None


def stretch(row: models.Model) -> None:
    values = {field.name: longest(field) for field in row._meta.concrete_fields}
    type(row)._base_manager.filter(pk=row.pk).update(
        **{name: value for name, value in values.items() if value is not None}
    )


def full_enterprise(authority) -> Enterprise:
    enterprise = factories.make_enterprise(authority)
    rows = [factories.make_product(enterprise)]
    rows += [factories.make_figures(enterprise, year) for year in complete_years()]
    rows += [factories.make_record(enterprise, kind) for kind in RECORDS for _ in range(2)]
    for row in (enterprise, *rows):
        stretch(row)
    factories.make_assessment(enterprise)
    news = [
        News(
            enterprise.pk,
            MessageKind.EXPIRY,
            "题" * 50 + "W" * 50,
            "文" * 500 + "W" * 500,
            key=str(each),
            at=timezone.now(),
        )
        for each in range(3)
    ]
    tell(news)
    enterprise.refresh_from_db()
    return enterprise


def pages_of(filing: Filing) -> list[str]:
    """The pages of an enterprise that open with a GET and are not files."""
    names = [
        "enterprise_home",
        "enterprises:account",
        "enterprises:password",
        "enterprises:profile",
        "enterprises:profile_edit",
        "enterprises:figures",
        "enterprises:intellectual_property",
        "enterprises:intellectual_property_add",
        "enterprises:product",
        "enterprises:records",
        "notices:messages",
        "declarations:list",
        "declarations:changes",
        "declarations:renewals",
        "declarations:check_up",
        "assessments:list",
    ]
    found = [reverse(name) for name in names]
    found += [reverse("enterprises:figures_edit", args=[year]) for year in complete_years()[:1]]
    found += [reverse("enterprises:records_add", args=[RecordKind(kind).slug]) for kind in RECORDS[:1]]
    found += [
        reverse("declarations:section", args=[filing.pk, each.key])
        for each in sections_for(filing.tier, filing.kind)
    ]
    found += [
        reverse("declarations:filing", args=[filing.pk]),
        reverse("declarations:submit", args=[filing.pk]),
    ]
    found += [
        reverse("notices:message", args=[each])
        for each in filing.enterprise.messages.values_list("pk", flat=True)[:1]
    ]
    found += [
        reverse("assessments:detail", args=[each])
        for each in filing.enterprise.assessments.values_list("pk", flat=True)[:1]
    ]
    return found


def pages_of_an_official(filing: Filing) -> list[str]:
    found = [
        "/admin/",
        "/admin/enterprises/enterprise/",
        "/admin/declarations/filing/",
        "/admin/declarations/window/",
        "/admin/notices/notice/",
    ]
    found += [reverse("admin:enterprises_enterprise_change", args=[filing.enterprise_id])]
    found += [reverse("admin:declarations_filing_change", args=[filing.pk])]
    return found


def look(person, path: str) -> list[str]:
    """What is wrong with a page at both widths."""
    found = []
    for width in WIDTHS:
        person.page.set_viewport_size({"width": width, "height": 844})
        page = person.open(path)
        found += [f"{path} at {width} px: {fault}" for fault in page.evaluate(_LOOK, [HIGHEST])]
        person.screenshot(path.strip("/").replace("/", "-"))
    return found


def test_no_page_runs_off_the_screen(visitor, places):
    window = factories.make_window(places.guangdong)
    factories.make_industries()
    load_questionnaires()
    faults = []
    for enterprise in (factories.make_enterprise(complete=False), full_enterprise(places.tianhe)):
        user = factories.make_legal_user(enterprise)
        filing = make_draft(enterprise, window)
        person = visitor().log_in(user)
        for path in pages_of(filing):
            faults += look(person, path)
    submitted = make_submitted(full_enterprise(places.tianhe), window)
    official = visitor().log_in(factories.make_official(places.guangdong))
    for path in pages_of_an_official(submitted):
        faults += look(official, path)
    assert faults == []
