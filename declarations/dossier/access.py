"""Which filings somebody may see."""

from declarations.dossier.loading import filings_to_show
from declarations.models import Filing
from declarations.models.filing import FilingQuerySet
from enterprises.acting import acting_for, visible
from enterprises.models import User


def own_filings(user: User) -> FilingQuerySet:
    """The filings of the enterprise whose legal account ``user`` is."""
    acting = acting_for(user)
    return visible(acting, filings_to_show()) if acting.is_member else Filing.objects.none()


def visible_filings(user: User) -> FilingQuerySet:
    """Filings ``user`` may read: the enterprise's own, an official's jurisdiction (M5.1), all for the administrator
    of the platform. A draft is its enterprise's alone.
    """
    return visible(acting_for(user), filings_to_show())
