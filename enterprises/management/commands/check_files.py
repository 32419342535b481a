"""``manage.py check_files``: no file without its row, no row without its file, and with ``--open`` none that does not open."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from enterprises.kit.files.upkeep import check_files
from enterprises.services.opened_files import open_stored_files

MOST_OPENED = 1000


class Command(BaseCommand):
    help = (
        "Remove stored files no row names (an hour after they are first seen); fail when a row's file is missing. "
        "With --open: open stored files instead, name those that do not open, and change nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--open",
            nargs="?",
            type=int,
            const=MOST_OPENED,
            metavar="MOST",
            help=f"open at most so many files, the oldest first ({MOST_OPENED} unless given)",
        )
        parser.add_argument("--after", default="", metavar="PLACE", help="with --open: go on behind this one")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["open"] is not None:
            self.open(options["open"], options["after"])
            return
        if options["after"]:
            raise CommandError("--after goes with --open.")
        result = check_files()
        for word in ("removed", "noted", "failed", "missing"):
            for name in getattr(result, word):
                self.stdout.write(f"{word}: {name}")
        self.stdout.write(
            f"{len(result.removed)} removed, {len(result.noted)} noted for a later run, "
            f"{len(result.failed)} could not be removed, {len(result.missing)} missing."
        )
        if result.missing:
            raise CommandError("Files that rows name are missing: restore them from a backup.")

    def open(self, most: int, after: str) -> None:
        if most < 1:
            raise CommandError("--open needs a number from 1.")
        try:
            result = open_stored_files(most, after)
        except (ValueError, ValidationError) as error:
            raise CommandError(f"--after {after}: no place of a stored file.") from error
        for each in result.unopened:
            self.stdout.write(str(each))
        self.stdout.write(f"{result.count} opened, {len(result.unopened)} do not open.")
        if result.last:
            self.stdout.write(f"There may be more: --after {result.last}")
        if result.unopened:
            raise CommandError("Some stored files do not open.", returncode=1)
