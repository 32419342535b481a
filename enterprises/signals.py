"""What this room tells those above it, which it does not know."""

from django.dispatch import Signal

# After the commit that changed an enterprise's 所属行业 or its class; sent with ``enterprise`` as it is now.
industry_changed = Signal()
