"""The admin pages of this room, one module per model."""

from enterprises.admin import authority, certification, enterprise, reference, score, user

__all__ = ["authority", "certification", "enterprise", "reference", "score", "user"]
