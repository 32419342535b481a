"""Parts of a page saved in the background: what ``static/js/autosave.js`` and the views say to each other (README)."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping

from django.conf import settings
from django.db.models import Model
from django.http import Http404, HttpRequest, JsonResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from enterprises.kit.forms import kept
from enterprises.kit.forms.parted import PartedForm
from enterprises.kit.forms.saving import PART, SEEN, Saved, mark, marks_shown, read_marks, write_marks

_HELD = "没有保存：要和其他需要更正的内容一起改好后，才能保存。"


def part_of(request: HttpRequest, known: Iterable[str]) -> str:
    """The part that is sent.

    Raises:
        Http404: it is none of the page's ``known`` parts.
    """
    part = request.POST.get(PART, "")
    if part not in known:
        raise Http404
    return part


def attributes(user, together: Mapping[str, Iterable[str]] | None = None, words: str = "") -> SafeString:
    """The attributes of a form that saves itself.

    ``together``: part → names of its fields, where there are several and nothing in the page groups them
    (``data-part``). ``words`` follow 已自动保存 10:15:30.
    """
    names = [f"{name}:{part}" for part, fields in (together or {}).items() for name in fields]
    given = {
        "data-autosave": "",
        "data-parts": " ".join(names),
        "data-words": words,
        "data-account": user.pk,
        "data-login": reverse(settings.LOGIN_URL),
        "data-csrf-cookie": settings.CSRF_COOKIE_NAME,
        # Browsers put back what a page said the last time, beside marks made now.
        "autocomplete": "off",
    }
    return format_html_join(" ", '{}="{}"', given.items())


def seen_on(request: HttpRequest, form: PartedForm, row: Model, conflicts: Collection[str] = ()) -> str:
    """The marks for a page that shows ``form``: what it was made from, part by part."""
    stored, data = form.stored_parts(row), kept.typed(request)
    if data is None:
        return write_marks(marks_shown(stored, {}))
    form.is_valid()
    behind = form.unsaved_parts(row) - set(conflicts)
    return write_marks(marks_shown(stored, read_marks(data.get(SEEN, "")), behind))


def answer(
    *,
    seen: str,
    is_readable: bool,
    is_conflict: bool,
    notes: Mapping[str, str],
    wrong: Iterable[str],
    invalid: Iterable[str],
    at: dt.datetime | None = None,
    shown: Mapping[str, str] | None = None,
) -> JsonResponse:
    """What became of one part: 200 stored, 409 something else stands there, 422 it cannot be read.

    ``seen``: the mark of what is stored now; ``notes``: HTML by part; ``wrong``: parts with a fault; ``invalid``: inputs
    with one; ``at``: when it was stored; ``shown``: HTML that the page shows in place of its elements with these
    ``data-shown``: marks of the steps, what is missing still, what is computed.
    """
    content = {
        # What cannot be read was compared with nothing: the page keeps the mark it has.
        "token": seen if is_readable else None,
        "notes": {name: html.strip() for name, html in notes.items()},
        "wrong": list(wrong),
        "invalid": list(invalid),
        "saved_at": f"{timezone.localtime(at):%H:%M:%S}",
        "shown": dict(shown or {}),
    }
    status = 422 if not is_readable else 409 if is_conflict else 200
    return JsonResponse(content, status=status)


def closed(message: str, href: str, link: str) -> JsonResponse:
    """410: nothing of this page can be saved any more; why, and where to read on."""
    return JsonResponse({"message": message, "href": href, "link": link}, status=410)


def answer_of_row(
    request: HttpRequest, form: PartedForm, saved: Saved, shown: Mapping[str, str] | None = None
) -> JsonResponse:
    """What became of the part of ``form`` that was sent, with the whole of it; ``shown`` as in ``answer``."""
    part = part_of(request, form.parts())
    seen = mark(form.stored_parts(saved.row)[part])
    faulty = {name for name in form.parts() if form.faulty(name) or name in saved.held}
    notes = {name: notes_of(form.complaints(name)) for name in faulty}
    if part in saved.held and not form.complaints(part):
        notes[part] = notes_of([str(each) for each in form.non_field_errors()] or [_HELD])
    if part in saved.conflicts:
        notes[part] = notes_of(form.complaints(part), form.stored_words(part, saved.row))
    kept.follow(request, part, seen, is_complete=not form.unsaved_parts(saved.row))
    return answer(
        seen=seen,
        is_readable=part not in faulty,
        is_conflict=part in saved.conflicts,
        notes=notes,
        wrong=sorted(faulty),
        invalid=[form.add_prefix(name) for name in form.fields if name in form.errors],
        shown=shown,
    )


def notes_of(errors: Iterable[str], stored: str | None = None) -> str:
    """What is said beside a part: its errors, and what was ``stored`` elsewhere meanwhile."""
    return render_to_string("includes/part_notes.html", {"errors": list(errors), "stored": stored})
