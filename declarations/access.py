"""Which filings somebody may see."""

from declarations.dossier.loading import filings_to_show
from declarations.models import Filing
from declarations.models.filing import FilingQuerySet
from enterprises.enums import AccountKind
from enterprises.models import User


def own_filings(user: User) -> FilingQuerySet:
    """The filings of the enterprise whose legal account ``user`` is."""
    if user.kind != AccountKind.LEGAL or user.enterprise_id is None:
        return Filing.objects.none()
    return filings_to_show().filter(enterprise_id=user.enterprise_id)


def visible_filings(user: User) -> FilingQuerySet:
    """Filings ``user`` may read: the enterprise's own, an official's jurisdiction (M5.1), all for the administrator
    of the platform. A draft is its enterprise's alone.
    """
    if user.kind != AccountKind.OFFICIAL:
        return own_filings(user)
    if not user.is_active or not user.is_staff:
        return Filing.objects.none()
    if user.authority_id is not None:
        return filings_to_show().under(user.authority)
    return filings_to_show().exclude(first_authority=None) if user.is_superuser else Filing.objects.none()
