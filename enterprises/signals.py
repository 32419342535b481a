"""What this room tells those above it, which it does not know."""

from django.dispatch import Signal

# In the transaction that changes an enterprise's 所属行业 or its class; sent with ``enterprise`` as it is now.
industry_changed = Signal()

# Whether the enterprise has a filing it can fill in now; sent with ``enterprise``, answered with a bool.
open_filing_asked = Signal()

# Whether something holds the enterprise's identity; sent with ``enterprise``, answered with a ``services.identity.Hold``.
identity_asked = Signal()
