"""The evaluation of a filing by the standard its window names."""

from decimal import Decimal

from declarations.dossier import Dossier
from declarations.facts import facts_from
from declarations.standards import Evaluation, Facts, evaluate, get_standard


def evaluate_dossier(dossier: Dossier, facts: Facts | None = None) -> Evaluation:
    """The evaluation of a loaded filing, by the standard of its window."""
    return evaluate(get_standard(dossier.filing.window.standard), facts or facts_from(dossier))


def score_of(evaluation: Evaluation) -> Decimal:
    """The points a filing is listed with: what is sure."""
    return Decimal(evaluation.total)
