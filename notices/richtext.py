"""Formatted text of notices: one list of allowed elements, the editor's own (``notices.models.NOTICE_EXTENSIONS``)."""

from collections.abc import Iterable

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from notices.models import Notice


def sanitise(html: str) -> SafeString:
    """``html`` with everything taken out that the editor could not have made, ready for a page.

    Pages call it when they show a body, so that a row is safe however it was written.
    """
    # Safe: nothing but what the allow-list lets through.
    return mark_safe(Notice._meta.get_field("body").sanitize(html))  # noqa: S308


def heading(text: str) -> SafeString:
    return format_html("<h2>{}</h2>", text)


def paragraph(text: str) -> SafeString:
    return format_html("<p>{}</p>", text)


def bullets(items: Iterable[str]) -> SafeString:
    return format_html("<ul>{}</ul>", format_html_join("", "<li><p>{}</p></li>", ((item,) for item in items)))


def numbered(items: Iterable[str]) -> SafeString:
    return format_html("<ol>{}</ol>", format_html_join("", "<li><p>{}</p></li>", ((item,) for item in items)))


def table(heads: Iterable[str], rows: Iterable[Iterable[object]]) -> SafeString:
    """A table from plain values, each escaped: e.g. the enterprises of a batch."""
    head = format_html_join("", "<th>{}</th>", ((text,) for text in heads))
    lines = ((format_html_join("", "<td>{}</td>", ((value,) for value in row)),) for row in rows)
    return format_html(
        "<table><tbody><tr>{}</tr>{}</tbody></table>", head, format_html_join("", "<tr>{}</tr>", lines)
    )
