"""Pages of an enterprise that has filled in nothing, and of one whose every value is as long as it may be.

Neither may run off the screen, press a text into a column of single characters, or become a page nobody scrolls to
the end of.
"""

import re
from types import SimpleNamespace

import pytest
from django.db import models
from django.urls import resolve
from django.utils import timezone
from playwright.sync_api import Error

from declarations.models import Batch, Window
from enterprises.models import Enterprise
from enterprises.years import complete_years
from notices.enums import MessageKind
from notices.models import Notice
from notices.services import News, tell
from tests import factories
from tests.admin.filings import make_draft, make_submitted
from tests.cultivation.test_access import PUBLIC
from tests.walk import pages, populate

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDTHS = (1280, 390)
HIGHEST = 8000
# What is made for paper, and a whole dimension of questions, are as long as they are.
_LONG = re.compile("/print/|/preview/")
# A list in another order is the same page.
_SAME = re.compile(r"/admin/.*\?(o=|$)")
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
_LOOK = """async ([highest]) => {
  await document.fonts.ready;
  await new Promise(settled => requestAnimationFrame(() => requestAnimationFrame(settled)));
  const root = document.documentElement, faults = [], isNarrow = root.clientWidth < 400;
  const name = (each) => `${each.tagName.toLowerCase()}.${each.className} «${each.textContent.trim().slice(0, 20)}»`;
  for (const fold of document.querySelectorAll("details[data-open-when-wide]")) fold.open = !isNarrow;
  if (root.scrollHeight > highest) faults.push(`${root.scrollHeight} px high`);
  const closed = [...document.querySelectorAll("main details:not([open]), #content details:not([open])")];
  for (const fold of closed) fold.open = true;
  if (root.scrollWidth > root.clientWidth) {
    faults.push(`${root.scrollWidth} px wide`);
    for (const each of document.querySelectorAll("body *"))
      if (each.getBoundingClientRect().right > root.clientWidth + 1 && !each.closest(".table-wrap, .results")) faults.push(name(each));
  }
  const heading = document.querySelector(".site-main h1");
  if (isNarrow && heading && heading.getBoundingClientRect().top > 200) faults.push(`first heading at ${Math.round(heading.getBoundingClientRect().top)} px`);
  for (const each of document.querySelectorAll("body *")) {
    const style = getComputedStyle(each);
    if (style.overflowX === "hidden" && style.textOverflow !== "ellipsis" && style.clipPath === "none" && style.clip === "auto" && each.clientWidth > 2 && each.scrollWidth > each.clientWidth + 1 && each.checkVisibility() && !each.title)
      faults.push(`${name(each)} is cut`);
  }
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
  for (const fold of closed) fold.open = false;
  return faults.slice(0, 6);
}"""


def longest(field: models.Field):
    """The longest value a column takes that says what its type lets it say; None: leave it as it is."""
    if (
        field.name == "standard"
        or field.choices
        or field.unique
        or field.primary_key
        or field.is_relation
        or not field.editable
    ):
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


class Opening:
    """Answers to a walk what a browser shows, and looks at it at both widths."""

    def __init__(self, person, who: str, known: set[str]):
        self.person, self.who, self.known, self.faults = person, who, known, []

    def get(self, path: str) -> SimpleNamespace:
        name = resolve(path.partition("?")[0]).view_name
        if _SAME.match(path) or name in self.known:
            return SimpleNamespace(status_code=0)
        page = self.person.page
        page.set_viewport_size({"width": WIDTHS[0], "height": 844})
        try:
            answer = page.goto(self.person.base_url + path)
        except Error:
            # A file to keep is no page.
            return SimpleNamespace(status_code=0)
        if answer.status == 200 and "text/html" in answer.headers["content-type"]:
            self.look(path)
        return SimpleNamespace(
            status_code=answer.status,
            headers={"Content-Type": answer.headers["content-type"]},
            content=page.content().encode(),
        )

    def look(self, path: str) -> None:
        """What is wrong with the open page at both widths."""
        for width in WIDTHS:
            self.person.page.set_viewport_size({"width": width, "height": 844})
            faults = self.person.page.evaluate(_LOOK, [10 * HIGHEST if _LONG.search(path) else HIGHEST])
            self.faults += [f"{self.who} at {path} at {width} px: {fault}" for fault in faults]
        self.person.screenshot(f"{self.who}-{path}".strip("/").replace("/", "-"))


def stretch_the_platform() -> None:
    """What offices wrote is as long as allowed, too."""
    for model in (Notice, Window, Batch):
        for row in model._base_manager.all():
            stretch(row)


@pytest.mark.slow
@pytest.mark.parametrize("is_full", [False, True])
def test_no_page_runs_off_the_screen(visitor, places, is_full):
    """Everything links lead to, for everybody, with usual values and with the longest; by each with one login."""
    people = populate(places)
    if is_full:
        window = Window.objects.filter(authority=places.guangdong).first()
        full = full_enterprise(places.tianhe)
        make_draft(full, window)
        make_submitted(full_enterprise(places.tianhe), window)
        stretch_the_platform()
        people = {name: people[name] for name in ("a visitor", "the county", "the administrator")}
        people["a full enterprise"] = (factories.make_legal_user(full), "/enterprise/")
    faults, walked = [], set()
    for who, (user, start) in people.items():
        person = visitor().log_in(user) if user else visitor()
        # The public pages are the same for everybody.
        opening = Opening(person, who, walked & PUBLIC)
        found = set()
        for path, _ in pages(opening.get, start):
            found.add(resolve(path.partition("?")[0]).view_name)
        walked |= found
        faults += opening.faults
    assert not faults, "\n".join(faults)
    assert len(walked) > (60 if is_full else 80)
