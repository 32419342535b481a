"""Requests refused before any room sees them: the page says what was too much and where the text still is."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore")]


def login_page() -> str:
    return reverse("enterprises:login")


@pytest.mark.parametrize("strict", [False, True], ids=["", "csrf"])
def test_too_much_text_names_the_limit_and_the_remedy(settings, strict):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
    browser = Client(enforce_csrf_checks=strict)
    browser.get(login_page())
    response = browser.post(login_page(), {"username": "x" * 2_000_000})
    page = response.content.decode()
    assert response.status_code == 413
    assert "一次提交的文字不能超过 1 MB" in page
    assert "请按浏览器的“后退”回到刚才的页面，填写的内容还在原处" in page


def test_too_many_fields_name_the_limit(settings, client):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 10
    response = client.post(login_page(), {f"f{number}": "1" for number in range(12)})
    assert response.status_code == 413
    assert "填写项不能超过 10 个" in response.content.decode()


def test_too_many_files_name_the_limit(settings, client):
    settings.DATA_UPLOAD_MAX_NUMBER_FILES = 2
    files = [SimpleUploadedFile(f"{number}.pdf", b"1") for number in range(3)]
    response = client.post(login_page(), {"file": files})
    assert response.status_code == 413
    assert "文件不能超过 2 个" in response.content.decode()


@pytest.mark.parametrize("charset", ["raw_unicode_escape", "utf-16", "rot13", "idna", "gbk"])
def test_forms_are_utf_8(client, charset):
    """Other encodings bring in halves of characters, which no database and no page takes."""
    body = b'--b\r\nContent-Disposition: form-data; name="username"\r\n\r\na\\ud800\r\n--b--\r\n'
    kind = "multipart/form-data; boundary=b; charset="
    response = client.generic("POST", login_page(), body, kind + charset)
    assert response.status_code == 400
    assert "请求无法识别" in response.content.decode()
    assert client.generic("POST", login_page(), body, f"{kind}UTF8").status_code == 200


def test_what_cannot_be_understood_is_no_matter_of_size(client):
    response = client.get("/", headers={"host": "elsewhere.example"})
    assert response.status_code == 400
    assert "请求无法识别" in response.content.decode() and "MB" not in response.content.decode()
