"""What an HTML checker would say of a page, as far as it can be said without Java: parse errors and our usual faults.

The parser is WeasyPrint's (tinyhtml5, the algorithm of the HTML standard). Content models are checked for the mistake
templates make: a block inside a line.
"""

import re
from collections import Counter
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from tinyhtml5.parser import HTMLParser

_DATETIME = re.compile(
    r"\d{4}(-\d\d(-\d\d([T ]\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:?\d\d)?)?)?)?|\d\d:\d\d(:\d\d)?"
)
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_BLOCKS = _HEADINGS | {
    "address", "article", "aside", "blockquote", "dd", "details", "div", "dl", "dt", "fieldset", "figure", "footer",
    "form", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section", "table", "ul",
}  # fmt: skip
_LINES = _HEADINGS | {
    "abbr", "b", "button", "cite", "code", "em", "i", "label", "legend", "p", "small", "span", "strong", "summary",
    "time",
}  # fmt: skip
_CLICKABLE = {"a", "button", "select", "textarea", "details", "label"}
_LABELLED = {"button", "input", "meter", "output", "progress", "select", "textarea"}
_CHILDREN = {
    "ul": {"li", "script", "template"},
    "ol": {"li", "script", "template"},
    "dl": {"dt", "dd", "div", "script", "template"},
    "tr": {"td", "th", "script", "template"},
}
_REFERENCES = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "popovertarget", "list", "form")


def problems(html: str) -> list[str]:
    """Every fault of a whole page, in words with enough of the element to find it."""
    parser = HTMLParser(namespace_html_elements=False)
    root = parser.parse(html)
    found = [f"line {position[0]}: {code} {values or ''}" for position, code, values in parser.errors]
    ids = [each.get("id") for each in root.iter() if each.get("id") is not None]
    found += [f"id used {count} times: {name}" for name, count in Counter(ids).items() if count > 1]
    controls = {each.get("id"): _kind(each) for each in root.iter() if each.get("id") is not None}
    for element, above in _walk(root, ()):
        found += _faults(element, above, set(ids), controls)
    return found


def _walk(element: Element, above: tuple[Element, ...]) -> Iterator[tuple[Element, tuple[Element, ...]]]:
    if isinstance(element.tag, str):
        yield element, above
        for child in element:
            yield from _walk(child, (*above, element))


def _kind(element: Element) -> str:
    return "hidden" if element.tag == "input" and element.get("type") == "hidden" else str(element.tag)


def _is_dropdown(select: Element) -> bool:
    return select.get("multiple") is None and int(select.get("size") or 1) == 1


class _Shown:
    """An element as it is shown in a fault: few are."""

    def __init__(self, element: Element) -> None:
        self.element = element

    def __str__(self) -> str:
        attributes = " ".join(f"{name}={value[:40]!r}" for name, value in self.element.items())
        return f"<{self.element.tag} {attributes}>"


def _faults(
    element: Element, above: tuple[Element, ...], ids: set[str], controls: dict[str, str]
) -> Iterator[str]:
    shown = _Shown(element)
    yield from _misplaced(element, above, shown)
    yield from _incomplete(element, above, shown)
    yield from _pointing_nowhere(element, ids, controls, shown)


def _misplaced(element: Element, above: tuple[Element, ...], shown: _Shown) -> Iterator[str]:
    tag = element.tag
    parents = {each.tag for each in above} if tag in _BLOCKS or tag in _CLICKABLE else set()
    if tag in _BLOCKS and parents & _LINES:
        # A summary takes a heading.
        if not (tag in _HEADINGS and above[-1].tag == "summary" and not parents & (_LINES - {"summary"})):
            yield f"block inside a line: {shown} inside {sorted(parents & _LINES)}"
    if tag in _CLICKABLE and parents & {"a", "button"}:
        yield f"control inside a control: {shown}"
    if tag in _CHILDREN:
        strangers = {str(child.tag) for child in element if isinstance(child.tag, str)} - _CHILDREN[tag]
        yield from (f"<{each}> as child of {shown}" for each in sorted(strangers))


def _incomplete(element: Element, above: tuple[Element, ...], shown: _Shown) -> Iterator[str]:
    tag = element.tag
    if tag in ("section", "article") and not any(each.tag in _HEADINGS for each in element.iter()):
        yield f"no heading: {shown}"
    if tag == "time" and not _DATETIME.fullmatch(element.get("datetime", "2000-01-01")):
        yield f"no valid time: {shown}"
    if tag == "img" and (element.get("alt") is None or not element.get("src")):
        yield f"image without alt or src: {shown}"
    if tag == "input" and element.get("type") == "hidden":
        yield from (
            f"{name} of a hidden field: {shown}" for name in sorted(_NOT_HIDDEN & set(element.keys()))
        )
    if tag == "option" and not (element.text or element.get("label")) and above[-1].tag != "datalist":
        yield f"option without words: {shown} in {above[-1].get('name')}"
    if tag == "select" and element.get("required") is not None and _is_dropdown(element):
        first = next(element.iter("option"), None)
        if first is None or first.get("value") != "":
            yield f"required choice without an empty first option: {shown}"


def _pointing_nowhere(
    element: Element, ids: set[str], controls: dict[str, str], shown: _Shown
) -> Iterator[str]:
    if element.tag == "label" and element.get("for") in controls:
        if controls[element.get("for")] not in _LABELLED:
            yield f"label of what takes none: {shown}"
    if element.get("id") is not None and not re.fullmatch(r"\S+", element.get("id")):
        yield f"not an id: {shown}"
    for name in _REFERENCES:
        yield from (
            f"{name} points nowhere: {shown}" for each in element.get(name, "").split() if each not in ids
        )


_NOT_HIDDEN = {
    "required",
    "autocomplete",
    "placeholder",
    "readonly",
    "maxlength",
    "minlength",
    "pattern",
    "checked",
}
