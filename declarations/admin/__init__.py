"""The admin pages of this room, one module per model."""

from declarations.admin import batch, filing, window

__all__ = ["batch", "filing", "window"]
