"""Publishes the lists of evidence an installation starts from."""

from django.core.management.base import BaseCommand

from declarations.services.checklists import load_checklists


class Command(BaseCommand):
    help = (
        "Publish delivered lists of evidence that are missing or changed; leaves those the ministry edited."
    )

    def handle(self, *args, **options) -> None:
        made = load_checklists()
        if options["verbosity"]:
            self.stdout.write(f"{len(made)} lists of evidence published.")
