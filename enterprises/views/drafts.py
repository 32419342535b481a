"""What the pages with draft-valid forms share."""

from django.contrib import messages
from django.http import HttpRequest, QueryDict

from enterprises.forms.draft import DraftForm


def posted_version(request: HttpRequest) -> int:
    """The version the page was opened with; -1, which no row has, when it cannot be read."""
    return version_in(request.POST)


def version_in(data: QueryDict) -> int:
    """The same of what was sent earlier (``request.recalled``)."""
    text = data.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def report_partly_saved(request: HttpRequest, form: DraftForm) -> None:
    """Say what was kept and what was not."""
    labels = "、".join(form.unsaved_labels())
    messages.warning(request, f"其余内容已保存；以下内容有误，没有保存：{labels}。请按提示改正后再次保存。")
