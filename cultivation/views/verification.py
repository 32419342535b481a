"""One form for every code that is printed on something: a title's certificate, an assessment's result."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from assessments.access import result_by_code
from enterprises.kit.doors.ratelimit import limited
from enterprises.kit.text import typed
from enterprises.services.certifications import title_by_code

# Of what is shown again and looked up; codes have twelve characters.
_LONGEST = 40
# Of what may stand between its groups.
_READ = 200


@login_not_required
@never_cache
@require_safe
@limited("verify", count=60, seconds=600, method="GET")
def verify(request: HttpRequest) -> HttpResponse:
    """Where a code is typed in. A known one leads to its own page, the address printed beside it."""
    text = request.GET.get("code", "")
    code = typed.code(text[:_READ])[:_LONGEST]
    is_readable = code.isascii() and code.isalnum()
    if is_readable:
        if title := title_by_code(code):
            return redirect("enterprises:certification_verify", title.code)
        if result := result_by_code(code):
            return redirect("assessments:verify", result.code)
    context = {
        "typed": text[:_LONGEST],
        "is_unknown": is_readable,
        "is_wrong": "code" in request.GET and not is_readable,
    }
    return render(request, "portal/verify.html", context, status=404 if is_readable else 200)
