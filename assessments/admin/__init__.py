"""The admin pages of this room, one module per model."""

from assessments.admin import assessment, category, questionnaire, release

__all__ = ["assessment", "category", "questionnaire", "release"]
