"""A filing whose lines are corrected through the page of a line, and what was corrected."""

import html
import re

import pytest
from django.urls import reverse

from declarations.models import Filing
from tests import factories
from tests.admin import filings


@pytest.fixture
def filing(enterprise, window):
    """On the county's desk, with figures of two years: line 2 has 20 points."""
    factories.make_figures(enterprise, window.year - 1)
    factories.make_figures(enterprise, window.year - 2, main_revenue="4000.00")
    return filings.make_submitted(enterprise, window)


def page_of(filing):
    return reverse("admin:declarations_filing_change", args=[filing.pk])


def line_page(filing, code):
    return reverse("admin:declarations_filing_correct", args=[filing.pk, code])


def text(response) -> str:
    return html.unescape(response.content.decode())


def seen_on(client, filing, code) -> str:
    return re.search(r'name="seen" value="([^"]+)"', text(client.get(line_page(filing, code))))[1]


def correct(client, filing, code, value, reason="审计报告第12页为50万元。", **fields):
    seen = fields["seen"] if "seen" in fields else seen_on(client, filing, code)
    return client.post(line_page(filing, code), {"value": value, "reason": reason, "seen": seen})


def summary(score, reviewed) -> str:
    """The total before and after as a pattern; lines still unknown leave a range."""
    return rf"自评 {score:.0f}(–\d+)? 分 → 审核 {reviewed:.0f}(–\d+)? 分"


def scores(filing):
    fresh = Filing.objects.get(pk=filing.pk)
    return fresh.score, fresh.review_score


def filed_line(filing, code):
    groups = filing.revisions.get().evaluation["groups"]
    return next(line for group in groups for line in group["lines"] if line["code"] == code)
