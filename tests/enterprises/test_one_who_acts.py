"""Only ``enterprises.acting`` knows what kinds of accounts there are; beside it, what makes accounts."""

import ast
import re
from pathlib import Path

ROOMS = ("cultivation", "declarations", "assessments", "notices", "enterprises")
MAKING_ACCOUNTS = {
    "enterprises/enums.py",
    "enterprises/models/account.py",
    "enterprises/services/accounts.py",
    "enterprises/admin/user.py",
    "cultivation/demo/people.py",
}
KNOWS = {"enterprises/acting.py", *MAKING_ACCOUNTS}
PEOPLE = {"acting", "user", "actor", "account", "person", "official", "by"}
FLAGS = {"is_superuser", "is_staff"}
_IN_TEMPLATES = re.compile(rf"\b(?:{'|'.join(FLAGS)})\b|\b(?:{'|'.join(sorted(PEOPLE))})\.kind\b|\bperms\.")


def found_in(tree: ast.AST) -> list[str]:
    """What reads the kind of an account or one of Django's flags for the admin, with its line."""
    return [f"{node.lineno}: {ast.unparse(node)}" for node in ast.walk(tree) if _asks(node)]


def _asks(node: ast.AST) -> bool:
    if isinstance(node, ast.Name | ast.alias):
        return getattr(node, "id", getattr(node, "name", "")) == "AccountKind"
    if not isinstance(node, ast.Attribute):
        return False
    return node.attr in FLAGS or (node.attr == "kind" and _is_somebody(node.value))


def _is_somebody(node: ast.AST) -> bool:
    return getattr(node, "id", getattr(node, "attr", "")) in PEOPLE


def test_nobody_else_asks_what_kind_an_account_is():
    faults = []
    for room in ROOMS:
        for path in sorted(Path(room).rglob("*.py")):
            if str(path) not in KNOWS and "migrations" not in path.parts:
                faults += [f"{path}:{line}" for line in found_in(ast.parse(path.read_text(encoding="utf-8")))]
    assert faults == []


def found_in_template(text: str) -> list[str]:
    """The same in a template, which knows only what ``acting`` says."""
    lines = enumerate(text.splitlines(), start=1)
    return [f"{number}: {line.strip()}" for number, line in lines if _IN_TEMPLATES.search(line)]


def test_no_template_asks_either():
    faults = []
    for path in sorted(Path("templates").rglob("*.html")):
        faults += [f"{path}:{line}" for line in found_in_template(path.read_text(encoding="utf-8"))]
    assert faults == []


def test_the_search_finds_what_it_looks_for():
    for line in (
        "request.user.kind == 'legal'",
        "actor.kind != x",
        "from enterprises.enums import AccountKind",
        "AccountKind.LEGAL",
        "if request.user.is_superuser: pass",
        "user.is_staff",
    ):
        assert found_in(ast.parse(line)), line
    assert found_in(ast.parse("filing.kind == window.kind")) == []
    for text in (
        "{% if user.is_staff %}",
        "{{ request.user.kind }}",
        "{% if perms.app %}",
        "{% if user.is_superuser %}",
    ):
        assert found_in_template(text), text
    assert found_in_template("{% if acting.is_official %}{{ filing.kind }}{{ window.kind.label }}") == []
