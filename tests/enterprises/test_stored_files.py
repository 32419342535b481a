"""Files and the rows that name them stay together, through full disks and killed uploads."""

import datetime as dt
import io

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.utils import timezone

from cultivation.demo.filings import one_page_pdf
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


@pytest.fixture
def kept(places):
    """Three attachments of one notice: the first and the last open, the second is a fake of before."""
    notice = Notice.objects.create(
        kind=Notice._meta.get_field("kind").choices[0][0], authority=places.guangdong, title="甲", body="乙"
    )
    contents = (one_page_pdf("A"), b"%PDF-1.4" + b"x" * 52, one_page_pdf("C"))
    return [
        NoticeAttachment.objects.create(notice=notice, name=f"{n}.pdf", file=ContentFile(content, "x"))
        for n, content in enumerate(contents)
    ]


def opened(*arguments: str) -> tuple[list[str], str]:
    out = io.StringIO()
    try:
        call_command("check_files", *arguments, stdout=out)
    except CommandError as error:
        return out.getvalue().splitlines(), str(error)
    return out.getvalue().splitlines(), ""


def test_stored_files_that_do_not_open_are_reported_with_their_owner_and_stay(kept, places):
    lines, failed = opened("--open")
    place, owner, name, why = lines[0].split(" | ")
    assert place == f"notices.NoticeAttachment:{kept[1].pk}"
    assert (owner, name) == (str(places.guangdong), "1.pdf") and "无法打开" in why
    assert lines[1:] == ["3 opened, 1 do not open."] and failed
    assert all(default_storage.exists(each.file.name) for each in kept)
    assert not NotedFile.objects.exists(), "nothing else is done"


def test_a_report_of_stored_files_is_bounded_and_goes_on_where_it_stopped(kept):
    lines, failed = opened("--open", "1")
    assert (lines[0], failed) == ("1 opened, 0 do not open.", "")
    assert lines[1] == f"There may be more: --after notices.NoticeAttachment:{kept[0].pk}"
    lines, failed = opened("--open", "2", "--after", f"notices.NoticeAttachment:{kept[0].pk}")
    assert lines[1] == "2 opened, 1 do not open." and failed
    default_storage.delete(kept[2].file.name)
    assert "missing" in opened("--open", "5", "--after", f"notices.NoticeAttachment:{kept[1].pk}")[0][0]
    for wrong in (("--open", "0"), ("--after", "x"), ("--open", "--after", "x:y")):
        assert opened(*wrong)[1], wrong
    assert opened("--open", "--after", "notices.NoticeAttachment:x")[1]
