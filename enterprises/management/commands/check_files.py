"""``manage.py check_files``: no file without its row, no row without its file."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from enterprises.kit.files.upkeep import check_files


class Command(BaseCommand):
    help = "Remove stored files no row names (an hour after they are first seen); fail when a row's file is missing."

    def handle(self, *args: Any, **options: Any) -> None:
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
