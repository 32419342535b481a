from django.core.management.base import BaseCommand

from declarations.services.lapse import lapse_overdue


class Command(BaseCommand):
    help = "Ends drafts and returned filings whose deadline has passed. Run it every few minutes."

    def handle(self, *args, **options):
        self.stdout.write(f"{lapse_overdue()} filings lapsed")
