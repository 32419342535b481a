"""``manage.py demonstration``: fill an empty platform with invented enterprises, officials and notices."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from cultivation.demo.filings import build_demonstration


class Command(BaseCommand):
    help = "Fill the platform with a demonstration: invented enterprises at every stage, officials, notices."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMONSTRATION:
            raise CommandError(
                "This installation is not a demonstration (set DEMONSTRATION=1 to make it one)."
            )
        if build_demonstration():
            self.stdout.write("Demonstration created.")
        else:
            self.stdout.write("The demonstration is there already; nothing changed.")
