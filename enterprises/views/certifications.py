"""What the public may ask about titles (M1.2)."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from enterprises.forms.certifications import CertificationQueryForm
from enterprises.kit.doors.ratelimit import limited
from enterprises.models import Certification
from enterprises.services.certifications import title_by_code, titles_of


def _shown(title: Certification) -> dict:
    label, tone = title.status()
    return {"title": title, "status": label, "tone": tone}


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@limited("certification-query", count=60, seconds=600)
def query(request: HttpRequest) -> HttpResponse:
    """企业认定查询. The answer is not redirected to: it must not stay in addresses or histories."""
    if not settings.CERTIFICATION_QUERY_OPEN:
        return render(request, "enterprises/certification_query_closed.html")
    form = CertificationQueryForm(request.POST if request.method == "POST" else None)
    titles = None
    if form.is_valid():
        titles = [
            _shown(title) for title in titles_of(form.cleaned_data["name"], form.cleaned_data["credit_code"])
        ]
    return render(request, "enterprises/certification_query.html", {"form": form, "titles": titles})


@login_not_required
@never_cache
@require_safe
@limited("certification-verify", count=60, seconds=600, method="GET")
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """The title behind the verification code printed on it."""
    title = title_by_code(code)
    context = {"shown": _shown(title) if title else None}
    return render(request, "enterprises/certification_verify.html", context, status=200 if title else 404)
