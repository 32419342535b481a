"""The admin pages of this room, one module per model."""

from declarations.admin import batch, checklist, filing, provincial, window

__all__ = ["batch", "checklist", "filing", "provincial", "window"]
