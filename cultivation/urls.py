"""Addresses of the platform. Each room keeps its own; this module composes them (design section 6)."""

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.generic import RedirectView

from cultivation import views

urlpatterns = [
    path("", views.home, name="home"),
    path("faq/", views.faq, name="faq"),
    path("verify/", views.verify, name="verify"),
    # Where only the codes of assessments were asked before.
    path(
        "assessments/verify/",
        login_not_required(RedirectView.as_view(pattern_name="verify", query_string=True, permanent=True)),
        name="verify_moved",
    ),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("enterprise/", views.enterprise_home, name="enterprise_home"),
    path("captcha/", include("enterprises.captcha_urls")),
    path("admin/", admin.site.urls),
    path("", include("notices.urls")),
    path("", include("enterprises.urls")),
    path("", include("assessments.urls")),
    path("", include("declarations.urls")),
]

handler400 = views.bad_request
handler500 = "cultivation.unavailable.server_fault"

if settings.SHOW_STYLEGUIDE:
    from cultivation.styleguide import styleguide

    urlpatterns.append(path("styleguide/", styleguide, name="styleguide"))
