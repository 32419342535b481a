"""What is filed, by when, and how it was decided."""

from declarations.models.archive_entry import ArchiveEntry
from declarations.models.attachment import Attachment
from declarations.models.batch import Batch, BatchChange
from declarations.models.checklist import Checklist, ChecklistItem
from declarations.models.filing import Filing, FilingSection
from declarations.models.history import FilingEvent, ReviewComment, Revision, RevisionAttachment
from declarations.models.line_correction import LineCorrection
from declarations.models.provincial import ProvincialIndicator, ProvincialStandard
from declarations.models.window import Window
from declarations.models.window_change import WindowChange

__all__ = [
    "ArchiveEntry",
    "Attachment",
    "Batch",
    "BatchChange",
    "Checklist",
    "ChecklistItem",
    "Filing",
    "FilingEvent",
    "FilingSection",
    "LineCorrection",
    "ProvincialIndicator",
    "ProvincialStandard",
    "ReviewComment",
    "Revision",
    "RevisionAttachment",
    "Window",
    "WindowChange",
]
