"""Admin pages of the lowest room. They know officials and jurisdictions, which notices/ may not import."""

from notices.admin import message, notice

__all__ = ["message", "notice"]
