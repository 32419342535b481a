"""The admin pages of this room, one module per model."""

from declarations.admin import batch, filing, provincial, window

__all__ = ["batch", "filing", "provincial", "window"]
