"""Files and the rows that name them stay together, through full disks and killed uploads."""

import datetime as dt

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.utils import timezone

from enterprises.kit.files.upkeep import check_files
from enterprises.kit.papers import pdf
from enterprises.kit.times.dates import last_day
from enterprises.models import NotedFile
from notices.models import Notice, NoticeAttachment


def later() -> dt.datetime:
    return timezone.now() + dt.timedelta(hours=2)


def lie(name: str) -> str:
    return default_storage.save(name, ContentFile(b"half"))


def test_an_orphan_is_noted_first_and_removed_once_it_is_old(db):
    name = lie("evidence/2026/01/killed")
    assert check_files().noted == [name]
    assert check_files().removed == []
    assert default_storage.exists(name)
    assert check_files(later()).removed == [name]
    assert not default_storage.exists(name)
    assert not NotedFile.objects.exists()


def test_a_young_upload_is_spared_and_a_noted_name_without_bytes_is_forgotten(db):
    name = lie("evidence/2026/01/running")
    NotedFile.objects.create(name=name)
    NotedFile.objects.create(name="evidence/2026/01/never-written")
    found = check_files()
    assert (found.removed, found.noted, NotedFile.objects.count()) == ([], [], 2)
    assert check_files(later()).removed == [name]
    assert not NotedFile.objects.exists()


def test_a_row_without_its_file_fails_the_command(places, capsys):
    notice = Notice.objects.create(
        kind=Notice._meta.get_field("kind").choices[0][0], authority=places.guangdong, title="甲", body="乙"
    )
    row = NoticeAttachment.objects.create(notice=notice, name="名单", file=ContentFile(b"list", "list.pdf"))
    call_command("check_files")
    default_storage.delete(row.file.name)
    with pytest.raises(CommandError):
        call_command("check_files")
    assert f"missing: {row.file.name}" in capsys.readouterr().out


def test_a_half_written_kept_pdf_is_replaced(settings, monkeypatch):
    name = lie("revisions/2026/01/x.pdf")
    monkeypatch.setattr(pdf, "rendered", lambda template, context: b"%PDF whole %%EOF")
    pdf.rendered_once(name, "", dict)
    assert (settings.MEDIA_ROOT / name).read_bytes() == b"%PDF whole %%EOF"
    assert [path.name for path in (settings.MEDIA_ROOT / name).parent.iterdir()] == ["x.pdf"]
    assert (settings.MEDIA_ROOT / name).stat().st_mode & 0o777 == 0o600
    assert (settings.MEDIA_ROOT / name).parent.stat().st_mode & 0o777 == 0o700


def test_a_validity_of_years_that_begins_on_a_leap_day():
    cases = {
        (dt.date(2026, 12, 1), 3): dt.date(2029, 11, 30),
        (dt.date(2028, 2, 29), 3): dt.date(2031, 2, 28),
        (dt.date(2028, 2, 29), 4): dt.date(2032, 2, 28),
        (dt.date(2028, 3, 1), 3): dt.date(2031, 2, 28),
    }
    assert {case: last_day(*case) for case in cases} == cases
