"""``manage.py classify_size``: the size class of an enterprise, or of a stream of them, explained as JSON."""

from argparse import ArgumentParser
from typing import Any

from enterprises.kit.text.json_input import JsonCommand, plain
from enterprises.size_input import judged_size, size_schema


class Command(JsonCommand):
    help = (
        "Prints the size class (中小企业划型标准规定) of the enterprise described in a JSON object: division, "
        "class_code, employees, revenue, total_assets. JSON Lines give one line each; exit code 1 when one of them "
        "could not be read."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        self.add_input_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        if options["schema"]:
            self.print_json(size_schema())
        else:
            self.judge_input(options["facts"], options["lines"], explained)


def explained(data: dict) -> dict:
    """The result and the facts set aside, in one object."""
    judged = judged_size(data)
    missing = [{"key": key, "label": label} for key, label in judged.result.missing]
    return {**plain(judged.result), "missing": missing, "problems": judged.problems}
