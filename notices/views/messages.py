"""我的消息: what the platform told one enterprise (M2.1, M3.3). Reading one marks it, so that takes no more than reading."""

import uuid
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from enterprises.access import member_may
from enterprises.enums import Capability
from notices import services
from notices.enums import MessageKind
from notices.models import Message

PER_PAGE = 20


def _own(request: HttpRequest) -> QuerySet[Message]:
    return Message.objects.filter(enterprise_id=request.user.enterprise_id)


def _chosen_kind(value: str) -> MessageKind | None:
    try:
        return MessageKind(value)
    except ValueError:
        return None


@require_safe
@member_may(Capability.READ)
def message_list(request: HttpRequest) -> HttpResponse:
    kind = _chosen_kind(request.GET.get("kind", ""))
    rows = _own(request).filter(kind=kind) if kind else _own(request)
    rows = rows.only("kind", "title", "created_at", "read_at")
    return render(
        request,
        "notices/messages.html",
        {
            "menu": "messages",
            "page_obj": Paginator(rows, PER_PAGE).get_page(request.GET.get("page", "")),
            "kind": kind,
            "kinds": MessageKind,
            "querystring": urlencode({"kind": kind.value}) if kind else "",
        },
    )


@require_safe
@member_may(Capability.READ)
def message_detail(request: HttpRequest, message_id: uuid.UUID) -> HttpResponse:
    message = get_object_or_404(_own(request), pk=message_id)
    return render(
        request,
        "notices/message.html",
        {
            "menu": "messages",
            "message": message,
            # A path on this site and nothing else.
            "link": message.link
            if message.link.startswith("/") and message.link[1:2] not in ("/", "\\")
            else "",
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@member_may(Capability.READ)
def message_read(request: HttpRequest, message_id: uuid.UUID) -> HttpResponse:
    """Mark one as read (POST). A login that had ended leads back here: then to the message, where the button is."""
    message = get_object_or_404(_own(request), pk=message_id)
    if request.method == "POST":
        services.mark_read(message)
    return redirect("notices:message", message_id=message.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@member_may(Capability.READ)
def messages_read(request: HttpRequest) -> HttpResponse:
    """Mark all as read (POST); otherwise the list, as above."""
    if request.method != "POST":
        return redirect("notices:messages")
    marked = services.mark_all_read(request.user.enterprise_id)
    messages.success(request, f"已将{marked}条消息标为已读。" if marked else "没有未读消息。")
    kind = _chosen_kind(request.POST.get("kind", ""))
    query = f"?{urlencode({'kind': kind.value})}" if kind else ""
    return redirect(reverse("notices:messages") + query)
