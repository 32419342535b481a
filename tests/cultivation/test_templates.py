"""Every template, tag, icon and class is used, and no template carries a script or style the policy would refuse."""

import re
from pathlib import Path

import pytest

from cultivation.templatetags import ui
from tests.tables import table

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
# Found by name: by Django, by the admin, by crispy-forms, by the captcha.
CONVENTIONAL = re.compile(r"^(\d{3}(_csrf)?\.html|admin/|bootstrap5/|captcha/|django/)")


# Classes that the admin's own templates and scripts, and the editor, give.
THEIRS = {
    "ProseMirror", "action-checkbox", "action-checkbox-column", "action-select", "change-list",
    "changelist-form-container", "fieldset-heading", "inline-group", "messagelist", "readonly", "theme-toggle", "vTextField",
}  # fmt: skip


def _sources() -> str:
    rooms = ("cultivation", "notices", "enterprises", "assessments", "declarations", "templates")
    files = [path for room in rooms for path in (ROOT / room).rglob("*") if path.suffix in {".py", ".html"}]
    return "\n".join(path.read_text(encoding="utf-8") for path in files)


@pytest.fixture(scope="module")
def sources() -> str:
    return _sources()


def named(template: Path) -> str:
    return template.relative_to(ROOT / "templates").as_posix()


@table("template", TEMPLATES, ids=named)
def test_template_is_used(template, sources):
    name = named(template)
    if CONVENTIONAL.match(name):
        return
    # Names may be put together: declarations/notices/{template}.html.
    pattern = re.escape(name).replace(re.escape(template.stem), rf"(?:{re.escape(template.stem)}|\{{\w+\}})")
    assert re.search(pattern, sources), f"{name} is used nowhere"


@table("template", TEMPLATES, ids=named)
def test_template_has_nothing_inline(template):
    text = template.read_text(encoding="utf-8")
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)
    assert not re.search(r"<style(?![^>]*\bnonce=)[\s>]", text)
    assert not re.search(r"\son[a-z]+=\"", text)
    assert not re.search(r"\sstyle=\"", text)


def test_every_tag_and_filter_is_used():
    pages = "\n".join(path.read_text(encoding="utf-8") for path in TEMPLATES)
    known = {**ui.register.tags, **ui.register.filters}
    assert known and [name for name in known if not re.search(rf"\b{name}\b", pages)] == []


def test_every_icon_is_used(sources):
    """The style guide, which shows all of them, uses none."""
    guide = (ROOT / "cultivation/styleguide.py").read_text(encoding="utf-8")
    elsewhere = sources.replace(guide, "")
    icons = re.findall(r'<symbol id="([^"]+)"', (ROOT / "static/img/icons.svg").read_text(encoding="utf-8"))
    assert icons and [name for name in icons if not re.search(rf"[\"']{name}[\"']", elsewhere)] == []


def test_every_class_is_used(sources):
    """A class may be put together: status--{{ tone }}, field-NAME of a column, model-NAME of a page."""
    scripts = [path.read_text(encoding="utf-8") for path in (ROOT / "static/js").glob("*.js")]
    where, dead = "\n".join([sources, *scripts]), set()
    # A name is used where it stands alone: read once, not searched for by each of them.
    words_there = set(re.findall(r"[\w-]+", where))
    for sheet in (ROOT / "static/css").glob("*.css"):
        text = re.sub(r"/\*.*?\*/|\{[^{}]*\}", "{}", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)
        for name in set(re.findall(r"\.(-?[A-Za-z_][\w-]*)", text)) - THEIRS:
            stem = re.sub(r"(--).*", r"\1", name)
            words = re.sub(r"^(field|model)-", "", name)
            used = {name, words} & words_there or stem != name and f"{stem}{{" in where
            dead |= set() if used else {f"{sheet.name}: {name}"}
    assert dead == set()
