"""Editions of 评测表 uploaded and published through the admin."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from assessments.models import Questionnaire
from assessments.questionnaire_files import DATA_FOLDER
from assessments.services.questionnaires import load_questionnaires

LIST = reverse("admin:assessments_questionnaire_changelist")
UPLOAD = reverse("admin:assessments_questionnaire_upload")
RELEASES = reverse("admin:assessments_release_changelist")
PUBLISH = reverse("admin:assessments_release_add")
START = reverse("assessments:start")
MINE = reverse("assessments:list")
TEXT = (DATA_FOLDER / "2024-manufacturing.toml").read_text("utf-8")
OLD = "中小企业数字化水平评测表（2024年版）· 制造业"
NEW = "中小企业数字化水平评测表（2027年版）· 制造业"
SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = dt.datetime(2026, 3, 2, 10, tzinfo=SHANGHAI)
DAY = dt.datetime(2026, 3, 12, tzinfo=SHANGHAI)
ITS_DATE = DAY.date()
INSTANT = dt.timedelta(microseconds=1)


def manufacturing() -> dict[str, Questionnaire]:
    """The delivered tables of 制造业 by edition; the one of 2024 is in force."""
    return {row.edition: row for row in load_questionnaires() if row.category == "manufacturing"}


def edition(name: str = "2027", *changes: tuple[str, str]) -> bytes:
    """A file of another edition."""
    text = TEXT.replace('edition = "2024"', f'edition = "{name}"').replace(OLD, NEW)
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return text.encode()


def upload(client, content: bytes, name: str = "评测表.toml"):
    return client.post(UPLOAD, {"file": SimpleUploadedFile(name, content)})


def uploaded(client, content: bytes | None = None) -> Questionnaire:
    response = upload(client, content or edition())
    assert response.status_code == 302, response.context["faults"] or response.context["form"].errors
    return Questionnaire.objects.get(pk=response.url.split("/")[-3])


def publish(client, row: Questionnaire, day: dt.date = ITS_DATE):
    return client.post(PUBLISH, {"questionnaire": row.pk, "valid_from": day.isoformat()})


def page_of(row, page: str = "change", *args) -> str:
    return reverse(f"admin:assessments_{row._meta.model_name}_{page}", args=[row.pk, *args])


def messages_of(response) -> str:
    return " ".join(str(each) for each in response.context["messages"])
