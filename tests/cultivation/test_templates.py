"""Every template is used, and none carries a script or style the policy would refuse."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
# Found by name: by Django, by the admin, by crispy-forms, by the captcha.
CONVENTIONAL = re.compile(r"^(\d{3}(_csrf)?\.html|admin/|bootstrap5/|captcha/|django/)")


def _sources() -> str:
    rooms = ("cultivation", "notices", "enterprises", "assessments", "declarations", "templates")
    files = [path for room in rooms for path in (ROOT / room).rglob("*") if path.suffix in {".py", ".html"}]
    return "\n".join(path.read_text(encoding="utf-8") for path in files)


@pytest.fixture(scope="module")
def sources() -> str:
    return _sources()


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_template_is_used(template, sources):
    name = template.relative_to(ROOT / "templates").as_posix()
    if CONVENTIONAL.match(name):
        return
    # Names may be put together: declarations/notices/{template}.html.
    pattern = re.escape(name).replace(re.escape(template.stem), rf"(?:{re.escape(template.stem)}|\{{\w+\}})")
    assert re.search(pattern, sources), f"{name} is used nowhere"


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_template_has_nothing_inline(template):
    text = template.read_text(encoding="utf-8")
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)
    assert not re.search(r"<style(?![^>]*\bnonce=)[\s>]", text)
    assert not re.search(r"\son[a-z]+=\"", text)
    assert not re.search(r"\sstyle=\"", text)
