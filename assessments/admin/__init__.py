"""The admin pages of this room, one module per model."""

from assessments.admin import assessment, questionnaire

__all__ = ["assessment", "questionnaire"]
