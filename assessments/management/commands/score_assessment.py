"""``manage.py score_assessment``: what a questionnaire makes of one sheet of answers, or of a stream of them, as JSON."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from django.db import DatabaseError

from assessments.answers_schema import answers_schema
from assessments.models import Questionnaire as Row
from assessments.questionnaire_files import load_all
from assessments.questionnaires import Questionnaire
from assessments.scoring import UNANSWERED, score
from enterprises.kit.text.json_input import JsonCommand

# What an answer sheet comes to, before how it comes to it.
_FIRST = ("edition", "category", "dimensions", "total", "level_by_score", "level_by_scenes", "level", "label")


class Command(JsonCommand):
    help = (
        "Prints the score of the answers in a JSON object by a questionnaire, named EDITION/CATEGORY: points by "
        "dimension, total, level by score, level by scenes, the level, and every question. JSON Lines give one line "
        "each; exit code 1 when one of them could not be read."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("questionnaire", nargs="?", metavar="EDITION/CATEGORY")
        self.add_input_arguments(parser)
        parser.add_argument("--list", action="store_true", help="name the questionnaires")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["list"]:
            for name, questionnaire in delivered().items():
                self.stdout.write(f"{name}  {questionnaire.title}")
            return
        questionnaire = named_questionnaire(options["questionnaire"])
        if options["schema"]:
            self.print_json(answers_schema(questionnaire))
        else:
            self.judge_input(
                options["facts"], options["lines"], lambda answers: scored(questionnaire, answers)
            )


def scored(questionnaire: Questionnaire, answers: dict) -> dict:
    """The result in one object. ``submittable``: nothing is missing or wrong; else ``problems`` say what. The levels
    of an empty sheet are null.
    """
    result = score(questionnaire, answers)
    content = result.as_dict()
    first = {name: content.pop(name) for name in _FIRST}
    if result.label == UNANSWERED:
        first |= dict.fromkeys(("level_by_score", "level_by_scenes", "level"))
    return {**first, "submittable": result.submittable, **content}


def delivered() -> dict[str, Questionnaire]:
    """The questionnaires that come with the platform, by EDITION/CATEGORY."""
    return {f"{each.edition}/{each.category}": each for each in load_all()}


def named_questionnaire(name: str | None) -> Questionnaire:
    """A delivered questionnaire, or one uploaded to this site. Raises CommandError that names the known ones."""
    known = delivered()
    if name in known:
        return known[name]
    edition, _, category = (name or "").partition("/")
    try:
        # Only what is not delivered asks the database.
        row = Row.objects.filter(edition=edition, category=category).first() if category else None
    except DatabaseError:
        row = None
    if row is not None:
        return row.parsed
    which = f"There is no questionnaire {name}." if name else "Which questionnaire?"
    raise CommandError(f"{which} Known are: {', '.join(known)}.")
