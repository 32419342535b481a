"""``manage.py evaluate_standard``: what a standard makes of an enterprise, or of a stream of them, as JSON."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from declarations.standards import Standard, UnknownStandard, all_standards, evaluate, get_standard
from declarations.standards.provincial import ProvincialScheme, localised
from declarations.standards.reading import read_facts
from declarations.standards.schema import facts_schema
from enterprises.kit.text.json_input import JsonCommand, plain, read_object


class Command(JsonCommand):
    help = (
        "Prints the evaluation of the enterprise described in a JSON object by a standard, with every line "
        "explained. JSON Lines give one line each; exit code 1 when one of them could not be read."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("standard", nargs="?", help="ID or ID@VERSION; without a version the newest")
        self.add_input_arguments(parser)
        parser.add_argument(
            "--provincial",
            metavar="SCHEME",
            help="a JSON file with the indicators of a province, for a standard that leaves points to provinces",
        )
        parser.add_argument("--list", action="store_true", help="name the standards")
        parser.add_argument("--json", action="store_true", help="with --list: as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["json"] and not options["list"]:
            raise CommandError("--json goes with --list; an evaluation is printed as JSON in any case.")
        if options["schema"]:
            self.print_json(facts_schema())
        elif options["list"]:
            self.list_standards(as_json=options["json"])
        else:
            standard = localised_by(named_standard(options["standard"]), options["provincial"])
            self.judge_input(
                options["facts"], options["lines"], lambda data: evaluate(standard, read_facts(data))
            )

    def list_standards(self, *, as_json: bool) -> None:
        rows = [described(standard) for standard in all_standards()]
        if as_json:
            self.print_json(rows)
            return
        table = [["STANDARD", "TIER", "KIND", "FROM", "UNTIL", "TITLE", "SOURCE"]]
        table += [
            [
                f"{row['id']}@{row['version']}",
                row["tier"],
                row["kind"],
                row["in_force_from"],
                row["in_force_until"] or "-",
                row["title"],
                row["source"],
            ]
            for row in rows
        ]
        # Chinese is wider than its number of characters: the columns before it are aligned, the last two follow.
        widths = [max(map(len, column)) for column in list(zip(*table, strict=True))[:5]]
        encoding = getattr(self.stdout, "encoding", None) or "utf-8"
        for row in table:
            aligned = [text.ljust(width) for text, width in zip(row, widths, strict=False)]
            line = "  ".join([*aligned, *row[5:]])
            self.stdout.write(line.encode(encoding, "backslashreplace").decode(encoding))


def named_standard(name: str | None) -> Standard:
    """The standard of ``ID`` or ``ID@VERSION``. Raises CommandError that names the known ones."""
    known = ", ".join(f"{each.id}@{each.version}" for each in all_standards())
    if name is None:
        raise CommandError(f"Which standard? Known are: {known}.")
    standard_id, at, version = name.partition("@")
    if at and not (version.isascii() and version.isdecimal() and len(version) < 10):
        raise CommandError(f"A version is a number, as in {all_standards()[0].id}@1, not “{version}”.")
    try:
        return get_standard(standard_id, int(version) if at else None)
    except UnknownStandard:
        raise CommandError(f"There is no standard {name}. Known are: {known}.") from None


def localised_by(standard: Standard, path: str | None) -> Standard:
    """``standard`` with the scheme of a province in a file. Raises CommandError where the two do not go together."""
    if path is None:
        return standard
    if not standard.provincial_group:
        raise CommandError(f"{standard.id} leaves nothing to the provinces.")
    data = read_object(path)
    try:
        return localised(standard, ProvincialScheme.from_dict(data))
    except ValueError as problem:
        raise CommandError(f"{path}: {problem}") from None
    except RecursionError:
        raise CommandError(f"{path}: nested too deeply.") from None


def described(standard: Standard) -> dict:
    """What tells one standard from the others."""
    names = ("id", "version", "title", "tier", "kind", "in_force_from", "in_force_until", "source")
    return {name: plain(getattr(standard, name)) for name in names}
