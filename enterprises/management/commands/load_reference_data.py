"""Adds the regions, industries and authorities an installation starts from."""

from django.core.management.base import BaseCommand

from enterprises.reference import load_reference_data


class Command(BaseCommand):
    help = "Add missing regions, industries and authorities; changes nothing that is there."

    def handle(self, *args, **options) -> None:
        loaded = load_reference_data()
        if options["verbosity"]:
            self.stdout.write(
                f"{loaded.regions} regions, {loaded.industries} industries, {loaded.authorities} authorities added."
            )
