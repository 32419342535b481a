"""What the standard makes of it all: computed, read-only. Shown by ``declarations/includes/evaluation.html``."""

from typing import Any

from declarations.dossier.evaluation import draft_evaluation
from declarations.dossier.loading import Dossier
from declarations.sections.base import Section


class ScoreSection(Section):
    template = "declarations/sections/score.html"
    is_computed = True

    def context(self, dossier: Dossier) -> dict[str, Any]:
        return {"evaluation": draft_evaluation(dossier)}
