"""Pages that compose several rooms, and what the platform says about itself."""

from cultivation.views.enterprise import enterprise_home
from cultivation.views.errors import bad_request, csrf_failure
from cultivation.views.health import healthz, readyz
from cultivation.views.portal import faq, home
from cultivation.views.verification import verify

__all__ = ["bad_request", "csrf_failure", "enterprise_home", "faq", "healthz", "home", "readyz", "verify"]
