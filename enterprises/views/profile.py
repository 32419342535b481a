"""企业信息 (M3.1): what is known of the enterprise, and changing it."""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_http_methods, require_safe

from enterprises.access import member_may
from enterprises.completeness import missing_profile_fields
from enterprises.enums import Capability
from enterprises.forms.profile import ProfileForm
from enterprises.kit.forms.autosave import answer_of_row, seen_on
from enterprises.kit.forms.kept import keeps_typed
from enterprises.kit.forms.saving import SEEN, Saved, is_autosave
from enterprises.models import Enterprise
from enterprises.presentation import profile_sections
from enterprises.services.certifications import standing_title
from enterprises.services.identity import hold_on
from enterprises.services.profile import IdentityHeld, ProfileLocked, save_profile, size_of
from enterprises.views.drafts import report_partly_saved, save_page
from enterprises.years import complete_years


@member_may(Capability.READ)
@require_safe
def profile(request: HttpRequest) -> HttpResponse:
    enterprise = request.user.enterprise
    context = {
        "menu": "profile",
        "enterprise": enterprise,
        "sections": profile_sections(enterprise),
        "missing": missing_profile_fields(enterprise),
        "title": standing_title(enterprise),
        "size": size_of(enterprise),
        "size_year": complete_years()[0],
    }
    return render(request, "enterprises/profile.html", context)


@keeps_typed
@member_may(Capability.FILL)
@require_http_methods(["GET", "HEAD", "POST"])
def profile_edit(request: HttpRequest) -> HttpResponse:
    enterprise = request.user.enterprise
    is_certified = standing_title(enterprise) is not None
    shown = {"instance": enterprise, "hold": None if is_certified else hold_on(enterprise)}
    shown["is_certified"] = is_certified
    if request.method != "POST":
        return _form_page(request, ProfileForm(request.recalled, **shown), enterprise)
    if "refresh_regions" in request.POST:
        # 更新下级地区: the same page with other choices; nothing is judged and nothing is saved.
        typed = {name: request.POST.get(name, "") for name in ProfileForm.base_fields}
        form = ProfileForm(initial=typed, **shown)
        return _form_page(request, form, enterprise, seen=request.POST.get(SEEN, ""), unsaved=True)
    form = ProfileForm(request.POST, **shown)
    try:
        saved = save_page(request, form, partial(save_profile, enterprise.pk))
    except ProfileLocked:
        # Certified while this page was being judged.
        form = ProfileForm(request.POST, instance=enterprise, is_certified=True)
        return _not_saved(request, form, enterprise)
    except IdentityHeld as held:
        # Submitted in another tab, while this page was being judged.
        form = ProfileForm(request.POST, instance=enterprise, hold=held.hold)
        return _not_saved(request, form, enterprise)
    if is_autosave(request):
        return _answer(request, form, saved)
    if saved.conflicts:
        return _form_page(request, form, saved.row, unsaved=True, conflicts=saved.conflicts)
    if not form.is_valid():
        report_partly_saved(request, form)
        return _form_page(request, form, saved.row, unsaved=True)
    messages.success(request, "企业信息已保存。")
    return redirect("enterprises:profile")


def _not_saved(request: HttpRequest, form: ProfileForm, enterprise: Enterprise) -> HttpResponse:
    """The form as it is open now, with what it does not take any more."""
    if is_autosave(request):
        return _answer(request, form, Saved(enterprise))
    return _form_page(request, form, enterprise, unsaved=True)


def _answer(request: HttpRequest, form: ProfileForm, saved: Saved) -> JsonResponse:
    missing = {"missing": missing_profile_fields(saved.row)}
    shown = {"missing": render_to_string("enterprises/includes/missing.html", missing)}
    return answer_of_row(request, form, saved, shown)


def _form_page(
    request: HttpRequest,
    form: ProfileForm,
    stored: Enterprise,
    *,
    seen: str | None = None,
    unsaved: bool = False,
    conflicts: frozenset[str] = frozenset(),
) -> HttpResponse:
    """``conflicts`` are parts that this page would overwrite; then the answer is 409."""
    context = {
        "menu": "profile",
        "form": form,
        "seen": seen_on(request, form, stored, conflicts) if seen is None else seen,
        "missing": missing_profile_fields(stored),
        "unsaved": unsaved or request.recalled is not None,
        "conflicts": form.conflicts(stored, conflicts),
    }
    return render(request, "enterprises/profile_edit.html", context, status=409 if conflicts else 200)
