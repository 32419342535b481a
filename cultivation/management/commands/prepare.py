"""``manage.py prepare``: everything between an installed program and a served page."""

import unicodedata
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError

from cultivation.demo import LOGINS
from cultivation.preparation import prepare
from cultivation.system_packages import missing_packages

HEADINGS = ("角色", "登录名", "密码", "可以试试")


class Command(BaseCommand):
    help = "Migrate, load reference data and the demonstration, collect static files: only what changed."
    # The steps that need them run the system checks themselves.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--address", default="", help="Where the site will answer, for the closing lines."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            done = prepare(lambda line: self.stdout.write(f"  {line}"))
        except OperationalError as error:
            raise CommandError(f"The database cannot be used: {error}") from error
        except OSError as error:
            raise CommandError(
                f"The folder DATA_DIR={settings.DATA_DIR} cannot be written: {error}"
            ) from error
        self.stdout.write(f"Data folder {settings.DATA_DIR}: {'ready' if done else 'ready, nothing to do'}.")
        packages = missing_packages()
        if packages:
            self.stdout.write(
                self.style.WARNING(
                    f"PDFs need these Debian packages, everything else works: {' '.join(packages)}"
                )
            )
        if settings.DEMONSTRATION:
            self.stdout.write(f"\n{table([HEADINGS, *LOGINS])}\n")
        if options["address"]:
            self.stdout.write(
                f"{settings.SITE_NAME}: {options['address']}/    管理端: {options['address']}/admin/"
            )


def table(rows: list[tuple[str, ...]]) -> str:
    """Rows in columns for a terminal, where a Chinese character takes two places; the first row is the head."""
    widths = [max(_width(row[i]) for row in rows) for i in range(len(rows[0]) - 1)]
    lines = [_line(row, widths) for row in rows]
    lines.insert(1, "-" * max(_width(line) for line in lines))
    return "\n".join(lines)


def _line(row: tuple[str, ...], widths: list[int]) -> str:
    cells = [cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=False)]
    return "  ".join([*cells, row[-1]])


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
