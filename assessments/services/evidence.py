"""Evidence beside the answers of a draft: attached at once, optional, final with the submission."""

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Count

from assessments.models import Assessment, Evidence
from assessments.services.taking import AssessmentRefused, locked_draft
from enterprises.kit.files.downloads import being_kept, delete_after_commit
from enterprises.kit.files.inspection import UploadRefused, inspect
from enterprises.kit.files.uploads import visible
from enterprises.models import User

MOST_FILES = 5  # of one question


def attach(assessment: Assessment, question: str, uploaded_file: UploadedFile, user: User) -> Evidence:
    """Check a file and keep it beside one question. The same file sent again is the evidence there already is.

    Raises:
        UploadRefused: with every fault, each naming the file.
        AssessmentRefused: no such question, or no draft any more.
    """
    if question not in assessment.questionnaire.parsed.by_code:
        raise AssessmentRefused("评测表中没有这道题，请刷新页面后重试。")
    found = inspect(uploaded_file, uploaded_file.name, uploaded_file.size, archive=False)
    evidence = Evidence(assessment=assessment, question=question, uploaded_by=user)
    with being_kept(evidence, found.name), transaction.atomic():
        here = list(locked_draft(assessment).evidence.filter(question=question))
        same = next((each for each in here if each.sha256 == found.sha256), None)
        if same is not None:
            return same.again(found.name)
        if len(here) >= MOST_FILES:
            raise UploadRefused(f"每题最多{MOST_FILES}个文件，请合并后上传“{visible(found.name)}”。")
        evidence.keep(uploaded_file, found)
        return evidence


@transaction.atomic
def remove(evidence: Evidence) -> None:
    """Take a file away from a draft. Twice is as good as once.

    Raises:
        AssessmentRefused: no draft any more.
    """
    locked = locked_draft(evidence.assessment)
    current = locked.evidence.filter(pk=evidence.pk).first()
    if current is None:
        return
    name = current.file.name
    current.delete()
    delete_after_commit([name])


def counts(assessment: Assessment) -> dict[str, int]:
    """How many files lie beside each question. One query."""
    rows = assessment.evidence.order_by("question").values_list("question").annotate(count=Count("pk"))
    return dict(rows)
