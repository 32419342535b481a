"""While a filing can be filled in, so can what it is made of, also by an enterprise that holds a title (M3.2)."""

from django.dispatch import receiver

from declarations.dossier.editing import refusal_to_edit
from declarations.enums import EDITABLE_STATES
from declarations.models import Filing
from enterprises.models import Enterprise
from enterprises.signals import open_filing_asked


@receiver(open_filing_asked, dispatch_uid="open-filing")
def has_open_filing(sender, enterprise: Enterprise, **kwargs) -> bool:
    """Whether the enterprise can change one of its filings now. One query."""
    filings = Filing.objects.filter(enterprise=enterprise, state__in=EDITABLE_STATES).with_window()
    return any(not refusal_to_edit(filing) for filing in filings)
