"""企业信息 (M3.1): what is known of the enterprise, and changing it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from enterprises.access import legal_account_required
from enterprises.completeness import missing_profile_fields
from enterprises.forms.profile import ProfileForm
from enterprises.kit.forms.concurrency import StaleVersion
from enterprises.kit.forms.kept import keeps_typed
from enterprises.models import Enterprise
from enterprises.presentation import profile_sections
from enterprises.services.certifications import standing_title
from enterprises.services.identity import hold_on
from enterprises.services.profile import IdentityHeld, ProfileLocked, save_profile, size_of
from enterprises.views.drafts import posted_version, report_partly_saved, version_in
from enterprises.years import complete_years


@legal_account_required
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
@legal_account_required
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
        return _form_page(request, form, enterprise, version=posted_version(request), unsaved=True)
    form = ProfileForm(request.POST, **shown)
    complete = form.is_valid()
    try:
        saved = save_profile(enterprise.pk, form.changes(), version=posted_version(request))
    except ProfileLocked:
        # Certified while this page was being judged.
        form = ProfileForm(request.POST, instance=enterprise, is_certified=True)
        return _form_page(request, form, enterprise, unsaved=True)
    except IdentityHeld as held:
        # Submitted in another tab, while this page was being judged.
        form = ProfileForm(request.POST, instance=enterprise, hold=held.hold)
        return _form_page(request, form, enterprise, unsaved=True)
    except StaleVersion as stale:
        differing = form.show_stored(stale.stored)
        return _form_page(request, form, stale.stored, unsaved=True, differing=differing)
    if not complete:
        report_partly_saved(request, form)
        return _form_page(request, form, saved, unsaved=True)
    messages.success(request, "企业信息已保存。")
    return redirect("enterprises:profile")


def _form_page(
    request: HttpRequest,
    form: ProfileForm,
    stored: Enterprise,
    *,
    version: int | None = None,
    unsaved: bool = False,
    differing: list[str] | None = None,
) -> HttpResponse:
    """``differing`` are the labels of fields that a stale page would overwrite; then the answer is 409."""
    stale = differing is not None
    if request.recalled is not None:
        version, unsaved = version_in(request.recalled), True
    context = {
        "menu": "profile",
        "form": form,
        "version": stored.version if version is None else version,
        "missing": missing_profile_fields(stored),
        "unsaved": unsaved,
        "stale": stale,
        "differing": differing or [],
    }
    return render(request, "enterprises/profile_edit.html", context, status=409 if stale else 200)
