"""Evidence beside an answer: attached, removed and read; and a draft given up with all of it."""

import re
import uuid
from html import unescape
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from assessments.enums import AssessmentState
from assessments.models import Assessment, Evidence
from assessments.services import taking
from tests import factories
from tests.assessments.conftest import fill
from tests.assessments.sheets import answer, highest_sheet
from tests.assessments.test_taking import answers_of, take_url
from tests.declarations.conftest import PDF, archive, pdf_file, png


def evidence_url(assessment, question="Q05"):
    return reverse("assessments:evidence", args=[assessment.pk, question])


def file_url(kept):
    return reverse("assessments:evidence_file", args=[kept.pk])


def remove_url(kept, question=None):
    return reverse(
        "assessments:evidence_remove", args=[kept.assessment_id, question or kept.question, kept.pk]
    )


def attach(client, assessment, *files, question="Q05"):
    """Choose files and press 【上传】; the page one then sees."""
    return client.post(evidence_url(assessment, question), {"file": files}, follow=True)


def text_of(response) -> str:
    return unescape(response.content.decode())


def listed(response) -> list[str]:
    """Names of the files listed on the page of a question."""
    return re.findall(r'class="files__name"><a [^>]*>([^<]*)</a>', text_of(response))


def numbered(count: int):
    return [pdf_file(f"材料{number}.pdf", PDF + b"%d" % number) for number in range(count)]


def stored() -> list[Path]:
    """Every file that lies in the storage."""
    return [path for path in Path(default_storage.location).rglob("*") if path.is_file()]


def status(client, address: str) -> int:
    response = client.get(address)
    if response.streaming:
        # Reading to the end closes the file.
        list(response.streaming_content)
    return response.status_code


@pytest.fixture
def kept(owner_client, draft) -> Evidence:
    attach(owner_client, draft, pdf_file("合同 “正本”.pdf"))
    return Evidence.objects.get()


@pytest.fixture
def stranger(places, login):
    return login(factories.make_legal_user(factories.make_enterprise(places.tianhe)))


def submit(draft, owner) -> Assessment:
    fill(draft, highest_sheet())
    return taking.submit(draft, owner, pledged=True, seen=taking.fingerprint(draft))


# --- Attaching ---------------------------------------------------------------------------------------------------
def test_files_are_listed_at_the_question_and_counted_on_both_pages(owner_client, draft):
    fill(draft, {"Q05": answer("B")})
    assert "佐证材料（选填）<span" in owner_client.get(take_url(draft)).content.decode()
    response = attach(owner_client, draft, pdf_file("合同.pdf"), SimpleUploadedFile("截图.PNG", png()))
    assert response.redirect_chain == [(evidence_url(draft), 302)]
    assert "已上传：合同.pdf、截图.PNG。" in text_of(response)
    assert listed(response) == ["合同.pdf", "截图.PNG"]
    assert "已保存的答案：B 覆盖单个业务环节" in text_of(response)
    assert owner_client.get(take_url(draft)).content.decode().count("已上传 2 个") == 1
    assert owner_client.get(take_url(draft, "review")).content.decode().count("佐证 2 个") == 1
    assert listed(owner_client.get(evidence_url(draft, "Q07"))) == []
    assert answers_of(draft) == {"Q05": answer("B")}, "evidence is no answer"


def test_a_scene_takes_evidence_too(owner_client, draft):
    assert listed(attach(owner_client, draft, pdf_file("图纸.pdf"), question="S01")) == ["图纸.pdf"]
    assert "已上传 1 个" in owner_client.get(take_url(draft, "operation")).content.decode()


def test_what_is_kept_says_who_and_what_and_its_place_says_nothing(owner_client, owner, draft):
    attach(owner_client, draft, pdf_file("合同.pdf"))
    row = Evidence.objects.get()
    assert (row.question, row.name, row.content_type, row.size, row.uploaded_by) == (
        ("Q05", "合同.pdf", "application/pdf", len(PDF), owner)
    )
    assert "合同" not in row.file.name
    assert [path.read_bytes() for path in stored()] == [PDF]


def test_the_same_file_twice_is_one(owner_client, draft):
    attach(owner_client, draft, pdf_file("合同.pdf"))
    assert listed(attach(owner_client, draft, pdf_file("合同.pdf"))) == ["合同.pdf"]
    assert listed(attach(owner_client, draft, pdf_file("另一个名字.pdf"))) == ["合同.pdf"]
    assert len(stored()) == 1
    attach(owner_client, draft, pdf_file("合同.pdf"), question="Q07")
    assert Evidence.objects.count() == 2, "another question may rest on it as well"


def test_a_question_takes_five_files(owner_client, draft):
    response = attach(owner_client, draft, *numbered(6))
    assert listed(response) == [f"材料{number}.pdf" for number in range(5)]
    assert "每题最多5个文件，请合并后上传“材料5.pdf”。" in text_of(response)
    assert len(stored()) == 5
    again = attach(owner_client, draft, *numbered(1))
    assert "请合并后上传" not in text_of(again), "one of the five sent again is no sixth"
    assert len(listed(attach(owner_client, draft, *numbered(1), question="Q07"))) == 1
    owner_client.post(remove_url(Evidence.objects.filter(question="Q05").first()))
    assert "材料5.pdf" in listed(attach(owner_client, draft, numbered(6)[5]))


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("程序.exe", b"MZ" + PDF, "“程序.exe”实际是程序，只接收 PDF、JPG、PNG。"),
        ("整套.zip", archive(**{"a.pdf": PDF}), "“整套.zip”实际是ZIP压缩包，只接收 PDF、JPG、PNG。"),
        ("假.png", b"<script>alert(1)</script>", "“假.png”实际是网页，只接收 PDF、JPG、PNG。"),
        ("坏.png", png()[:40], "“坏.png”已损坏，无法打开。"),
        ("空.pdf", b"", "“空.pdf”是空文件，请重新选择。"),
        ("合同?*.pdf", PDF, "“合同?*.pdf”的文件名含有不允许的字符：?  * 。"),
        ("长" * 147 + ".pdf", PDF, "的文件名超过150个字，请缩短后重新上传。"),
    ],
    ids="exe zip script-as-png damaged empty forbidden long".split(),
)
def test_a_refused_file_is_named_and_everything_else_is_kept(owner_client, draft, name, content, message):
    fill(draft, {"Q05": answer("B")})
    attach(owner_client, draft, pdf_file("早.pdf", PDF + b"before"))
    response = attach(owner_client, draft, SimpleUploadedFile(name, content), pdf_file("好.pdf"))
    assert message in text_of(response)
    assert 'role="alert"' in text_of(response)
    assert listed(response) == ["早.pdf", "好.pdf"]
    assert "已上传：好.pdf。" in text_of(response)
    assert len(stored()) == 2
    assert answers_of(draft) == {"Q05": answer("B")}


def test_a_file_may_be_as_large_as_the_page_says(owner_client, draft, settings):
    settings.EVIDENCE_MAX_BYTES = 1024 * 1024
    page = owner_client.get(evidence_url(draft)).content.decode()
    assert "单个不超过 1 MB" in page and 'data-max-bytes="1048576"' in page
    largest = PDF.ljust(1024 * 1024, b"\n")
    response = attach(owner_client, draft, pdf_file("大.pdf", largest + b"\n"), pdf_file("满.pdf", largest))
    assert "“大.pdf”有1.0 MB，超过本平台1 MB的上限，请压缩或拆分后上传。" in text_of(response)
    assert listed(response) == ["满.pdf"]


def test_without_a_file_one_is_asked_to_choose(owner_client, draft):
    assert "请先选择文件。" in text_of(attach(owner_client, draft))


@pytest.mark.parametrize("question", ["Q99", "q05", "review"])
def test_a_question_that_does_not_exist_has_no_evidence(owner_client, draft, question):
    assert owner_client.get(evidence_url(draft, question)).status_code == 404
    assert attach(owner_client, draft, pdf_file(), question=question).status_code == 404
    assert not stored()


# --- Removing ----------------------------------------------------------------------------------------------------
def test_a_file_is_removed_with_its_bytes_and_twice_is_fine(
    owner_client, draft, kept, django_capture_on_commit_callbacks
):
    attach(owner_client, draft, *numbered(1))
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            response = owner_client.post(remove_url(kept), follow=True)
        assert response.status_code == 200
        assert listed(response) == ["材料0.pdf"]
    assert len(stored()) == 1


def test_a_file_is_removed_only_where_it_lies(owner_client, stranger, kept):
    assert f"将删除“{kept.name}”" in text_of(owner_client.get(remove_url(kept)))
    assert Evidence.objects.get() == kept
    owner_client.post(remove_url(kept, question="Q07"))
    assert stranger.post(remove_url(kept)).status_code == 404
    assert stranger.post(evidence_url(kept.assessment), {"file": pdf_file()}).status_code == 404
    assert stranger.get(evidence_url(kept.assessment)).status_code == 404
    assert Evidence.objects.get() == kept


def test_after_submission_nothing_is_added_or_removed(owner_client, owner, draft, kept):
    submit(draft, owner)
    added = attach(owner_client, draft, pdf_file("迟.pdf", PDF + b"late"))
    removed = owner_client.post(remove_url(kept), follow=True)
    for response in (added, removed):
        assert response.status_code == 200
        assert "已经提交，不能再修改" in text_of(response)
    assert Evidence.objects.get() == kept
    assert len(stored()) == 1
    detail = owner_client.get(evidence_url(draft)).url
    assert detail == reverse("assessments:detail", args=[draft.pk])
    page = owner_client.get(detail).content.decode()
    assert f'Q05：<a href="{file_url(kept)}">{kept.name}</a>' in page
    assert status(owner_client, file_url(kept)) == 200


# --- Reading -----------------------------------------------------------------------------------------------------
def test_a_file_is_downloaded_privately_and_never_run(owner_client, kept):
    response = owner_client.get(file_url(kept))
    assert b"".join(response.streaming_content) == PDF
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''%E5%90%88%E5%90%8C%20")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, no-store"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_who_may_read_a_file(owner_client, owner, draft, kept, stranger, places, login, client):
    """Its enterprise always; the authorities above it once submitted; nobody else ever (M5.1)."""
    officials = {name: login(factories.make_official(getattr(places, name))) for name in vars(places)}
    natural = login(factories.make_natural_user())
    assert status(owner_client, file_url(kept)) == 200
    assert {name: status(browser, file_url(kept)) for name, browser in officials.items()} == dict.fromkeys(
        officials, 404
    )
    submit(draft, owner)
    readers = {name for name, browser in officials.items() if status(browser, file_url(kept)) == 200}
    assert readers == {"tianhe", "guangzhou", "guangdong", "ministry"}
    assert status(owner_client, file_url(kept)) == 200
    assert status(officials["liwan"], file_url(kept)) == 404
    assert status(stranger, file_url(kept)) == 404
    assert status(natural, file_url(kept)) == 404
    response = client.get(file_url(kept))
    assert response.status_code == 302
    assert response.url.startswith(reverse("enterprises:login"))


def test_a_file_that_is_not_there_is_not_found(owner_client, kept):
    missing = reverse("assessments:evidence_file", args=[uuid.uuid4()])
    assert owner_client.get(missing).status_code == 404
    default_storage.delete(kept.file.name)
    assert owner_client.get(file_url(kept)).status_code == 404


# --- Giving a draft up -------------------------------------------------------------------------------------------
def discard_url(assessment):
    return reverse("assessments:discard", args=[assessment.pk])


def test_giving_up_asks_first_and_changes_nothing(owner_client, draft, kept):
    fill(draft, {"Q05": answer("B"), "S01": {"level": 1}})
    assert discard_url(draft) in owner_client.get(reverse("assessments:list")).content.decode()
    page = text_of(owner_client.get(discard_url(draft)))
    assert "放弃这次评测？" in page
    assert "已保存的2道题的答案和1个佐证文件将被删除，不能恢复" in page
    assert answers_of(draft) == {"Q05": answer("B"), "S01": {"level": 1}}
    assert Evidence.objects.get() == kept


def test_giving_up_deletes_rows_at_once_and_files_once_that_is_certain(
    owner_client, draft, django_capture_on_commit_callbacks
):
    attach(owner_client, draft, *numbered(3))
    with django_capture_on_commit_callbacks() as callbacks:
        response = owner_client.post(discard_url(draft), follow=True)
    assert "已放弃这次评测。" in text_of(response)
    assert not Assessment.objects.exists() and not Evidence.objects.exists()
    assert len(stored()) == 3, "the transaction may still be rolled back"
    for callback in callbacks:
        callback()
    assert stored() == []


def test_giving_up_twice_is_as_good_as_once(draft, kept):
    taking.discard(draft)
    taking.discard(draft)
    assert not Assessment.objects.exists()


def test_after_giving_up_one_begins_anew(owner_client, draft):
    fill(draft, {"Q05": answer("B")})
    owner_client.post(discard_url(draft))
    owner_client.post(reverse("assessments:start"))
    anew = Assessment.objects.get()
    assert anew.pk != draft.pk
    assert anew.answers == {}


def test_a_submitted_assessment_is_never_given_up(owner_client, owner, draft, kept):
    submit(draft, owner)
    for response in (
        owner_client.post(discard_url(draft), follow=True),
        owner_client.get(discard_url(draft)),
    ):
        assert "放弃这次评测？" not in text_of(response)
    assert Assessment.objects.get().state == AssessmentState.SUBMITTED
    assert status(owner_client, file_url(kept)) == 200


def test_another_enterprises_draft_is_never_given_up(stranger, draft, kept):
    assert stranger.get(discard_url(draft)).status_code == 404
    stranger.post(discard_url(draft))
    assert Assessment.objects.get() == draft
    assert Evidence.objects.get() == kept
