"""Pages for requests that were refused before any room saw them."""

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from enterprises.kit.forms.kept import keep_of_page
from enterprises.views.accounts import already_in

_LOGINS = ("enterprises:login", "admin:login")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form came from a page that is no longer valid; ``reason`` is for developers and is not shown.

    Somebody logged in in another window, mostly: then what was typed is shown again by its own page, unsaved; and a
    login page leads where its visitor wanted to go.
    """
    if request.user.is_authenticated and request.resolver_match.view_name in _LOGINS:
        return already_in(request)
    if keep_of_page(request):
        return HttpResponseRedirect(request.get_full_path())
    return render(request, "403_csrf.html", status=403)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """``handler400``. What was too much is named with its limit, with 413; anything else is simply not understood."""
    match exception:
        case RequestDataTooBig():
            limit = f"文字不能超过 {settings.DATA_UPLOAD_MAX_MEMORY_SIZE // (1024 * 1024)} MB"
            remedy = "把过长的内容缩短"
        case TooManyFilesSent():
            limit = f"文件不能超过 {settings.DATA_UPLOAD_MAX_NUMBER_FILES} 个"
            remedy = "把文件分几次上传"
        case TooManyFieldsSent():
            limit = f"填写项不能超过 {settings.DATA_UPLOAD_MAX_NUMBER_FIELDS} 个"
            remedy = "减少所选的内容，分几次"
        case _:
            return render(request, "400.html", status=400)
    return render(request, "413_form.html", {"limit": limit, "remedy": remedy}, status=413)
