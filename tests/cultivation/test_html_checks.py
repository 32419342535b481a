"""The checker of the walk finds what the Nu HTML checker finds."""

import pytest

from tests.html_checks import problems

PAGE = '<!DOCTYPE html><html lang="zh-Hans"><head><title>一</title></head><body>{}</body></html>'


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ('<select name="a"><option value=""></option></select>', "option without words"),
        ('<select name="a" required></select>', "required choice"),
        ('<select name="a" required><option value="1">一</option></select>', "required choice"),
        ('<label for="a">一</label><input type="hidden" id="a">', "label of what takes none"),
        ('<label for="a">一</label><p id="a">二</p>', "label of what takes none"),
        ('<time datetime="2026-01-01T00:00:00.123456">一</time>', "no valid time"),
        ('<input type="hidden" name="a" required>', "required of a hidden field"),
        ("<section><p>一</p></section>", "no heading"),
        ("<p><a href='/'><button>一</button></a></p>", "control inside a control"),
    ],
)
def test_a_fault_is_found(body, said):
    assert any(said in each for each in problems(PAGE.format(body)))


@pytest.mark.parametrize(
    "body",
    [
        '<select name="a" required><option value="">请选择</option><option value="1">一</option></select>',
        '<select name="a" required multiple><option value="1">一</option></select>',
        '<label for="a">一</label><input id="a"><datalist id="b"><option value="1"></option></datalist>',
    ],
)
def test_what_is_valid_is_not_named(body):
    assert problems(PAGE.format(body)) == []
