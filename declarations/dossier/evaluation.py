"""The evaluation of a filing by the standard its window names."""

from decimal import Decimal
from functools import partial

from django.urls import reverse

from declarations.dossier.facts import facts_from
from declarations.dossier.loading import Dossier
from declarations.models import Revision
from declarations.standards import Evaluation, Facts, Standard, evaluate, get_standard
from declarations.standards.provincial import ProvincialScheme, localised
from declarations.standards.reading import read_facts
from declarations.words.explanation import EvaluationView, view_of


def evaluate_dossier(dossier: Dossier, facts: Facts | None = None) -> Evaluation:
    """The evaluation of a loaded filing, by the standard of its window as its province has completed it.

    Of ``facts``, or of what the filing says: that is worked out once, however many parts of a page ask.
    """
    if facts is not None:
        return _evaluated(dossier, facts)
    if dossier.evaluation is None:
        dossier.evaluation = _evaluated(dossier, facts_from(dossier))
    return dossier.evaluation


def _evaluated(dossier: Dossier, facts: Facts) -> Evaluation:
    return evaluate(localised(dossier.standard, dossier.scheme), facts)


def draft_evaluation(dossier: Dossier) -> EvaluationView | None:
    """The evaluation of a filing as it stands, with links to where missing facts are filled in; None without a score."""
    if not dossier.is_scored:
        return None
    return view_of(evaluate_dossier(dossier), partial(_href_of_fact, dossier))


def _href_of_fact(dossier: Dossier, fact: str) -> str:
    """The field in which a fact (``figures.2025.revenue``) is filled in; empty when the form does not ask it."""
    place = dossier.form.place_of(fact, dossier.year) if dossier.form else None
    if place is None:
        return ""
    section, anchor = place
    return reverse("declarations:section", args=[dossier.filing.pk, section]) + anchor


def standard_of_revision(revision: Revision) -> Standard:
    """The standard ``revision`` was evaluated by, as it was then, its province's indicators included.

    Raises UnknownStandard, and ValueError for indicators that cannot be read or do not fit.
    """
    standard = get_standard(revision.standard, revision.standard_version)
    return localised(standard, scheme_of_revision(revision))


def scheme_of_revision(revision: Revision) -> ProvincialScheme | None:
    """The province's indicators ``revision`` was evaluated by; None without any. Raises ValueError when unreadable."""
    return None if revision.scheme is None else ProvincialScheme.from_dict(revision.scheme)


def recompute(revision: Revision) -> Evaluation:
    """The evaluation of ``revision`` from what it stored, and nothing else. Raises as ``standard_of_revision``."""
    return evaluate(standard_of_revision(revision), read_facts(revision.facts))


def score_of(evaluation: Evaluation) -> Decimal:
    """The points a filing is listed with: what is sure."""
    return Decimal(evaluation.total)
