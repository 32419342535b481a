"""What this room tells those above it, which it does not know."""

from django.dispatch import Signal

# In the transaction that changes an enterprise's 所属行业 or its class; sent with ``enterprise`` as it is now.
industry_changed = Signal()
