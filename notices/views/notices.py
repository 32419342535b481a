"""Public notices: list, search, reading, attachments (M1.1)."""

import uuid
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from enterprises.kit.text.typed import spellings
from notices import richtext
from notices.enums import NoticeLevel
from notices.models import Notice, NoticeAttachment

PER_PAGE = 20
LONGEST_QUERY = 50
MOST_WORDS = 5


def chosen_level(request: HttpRequest) -> NoticeLevel:
    """The tab that ``?level=`` asks for; 部级公告 when it asks for nothing we have."""
    try:
        return NoticeLevel(request.GET.get("level", ""))
    except ValueError:
        return NoticeLevel.MINISTRY


def _words(request: HttpRequest) -> tuple[list[str], str]:
    """The words looked for, and what to say when some were left out."""
    given = request.GET.get("q", "").strip()
    words = given[:LONGEST_QUERY].replace("\x00", " ").split()
    if len(given) <= LONGEST_QUERY and len(words) <= MOST_WORDS:
        return words, ""
    words = words[:MOST_WORDS]
    return (
        words,
        f"最多按{LONGEST_QUERY}个字、{MOST_WORDS}个词查询，已按“{' '.join(words)}”查询，其余没有使用。",
    )


def _matching(notices: QuerySet[Notice], words: list[str]) -> QuerySet[Notice]:
    """Notices whose title or text contains every word, however its brackets, quotes and digits are written."""
    for word in words:
        asked = Q(pk__in=[])
        for spelling in spellings(word):
            asked |= Q(title__icontains=spelling) | Q(text__icontains=spelling)
        notices = notices.filter(asked)
    return notices


def _query(level: NoticeLevel, search: str) -> str:
    return urlencode({"level": level.value} | ({"q": search} if search else {}))


def _outcome(count: int, level: NoticeLevel, other: NoticeLevel, words: list[str]) -> str:
    """How many were found on this tab, and how many lie outside it."""
    outside = _matching(Notice.objects.published().filter(level=other), words).count()
    return f"在{level.label}中找到{count}条；{other.label}中另有{outside}条。"


@login_not_required
@require_safe
def notice_list(request: HttpRequest) -> HttpResponse:
    level = chosen_level(request)
    words, shortened = _words(request)
    search = " ".join(words)
    published = Notice.objects.published()
    rows = _matching(published.filter(level=level), words).only("title", "kind", "published_at")
    other = next(choice for choice in NoticeLevel if choice != level)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page", ""))
    return render(
        request,
        "notices/list.html",
        {
            "page_obj": page,
            "outcome": _outcome(page.paginator.count, level, other, words) if words else "",
            "level": level,
            "tabs": [(choice, f"?{_query(choice, search)}", choice == level) for choice in NoticeLevel],
            "q": search,
            "shortened": shortened,
            "longest_query": LONGEST_QUERY,
            "other_address": f"?{_query(other, search)}",
            "other_label": f"在{other.label}中查找",
            "querystring": _query(level, search),
        },
    )


@login_not_required
@require_safe
def notice_detail(request: HttpRequest, notice_id: uuid.UUID) -> HttpResponse:
    notice = get_object_or_404(Notice.objects.addressed().select_related("authority"), pk=notice_id)
    shown = notice.is_readable
    return render(
        request,
        "notices/detail.html",
        {
            "notice": notice,
            "body": richtext.sanitise(notice.body) if shown else "",
            "attachments": list(notice.attachments.filter(removed_at=None)) if shown else [],
            "withdrawal": _withdrawal_words(notice),
            # The withdrawal is said above; its row is for the office.
            "corrections": list(notice.revisions.exclude(at=notice.withdrawn_at)),
        },
    )


def _withdrawal_words(notice: Notice) -> str:
    if notice.withdrawn_at is None:
        return ""
    at = timezone.localtime(notice.withdrawn_at)
    return f"本{notice.get_kind_display()}已于{at:%Y-%m-%d %H:%M}撤回。原因：{notice.withdrawal_reason}"


@login_not_required
@require_safe
def notice_attachment(request: HttpRequest, notice_id: uuid.UUID, attachment_id: uuid.UUID) -> FileResponse:
    """A file of a published notice, always to be saved and never shown as a page of this site."""
    attachment = get_object_or_404(
        NoticeAttachment,
        pk=attachment_id,
        removed_at=None,
        notice__in=Notice.objects.readable().filter(pk=notice_id),
    )
    try:
        content = attachment.file.open("rb")
    except FileNotFoundError as error:
        raise Http404("The file of this attachment is gone.") from error
    kind = attachment.content_type or "application/octet-stream"
    response = FileResponse(content, as_attachment=True, filename=attachment.name, content_type=kind)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
