"""The WSGI application the server runs."""

import os
from collections.abc import Callable

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cultivation.settings")


def _call(application: Callable, environ: dict, start_response: Callable):
    return application(environ, start_response)


# Rendering a form recurses deeply. CPython 3.11 to early 3.13 keeps frames in 16 KiB chunks and maps and unmaps one
# each time the recursion crosses a border (CPython issue 142183); one large first chunk avoids the crossing and takes
# a third off a form page. It changes nothing but time.
_call.__code__ = _call.__code__.replace(co_stacksize=40_000)


def with_deep_stack(application: Callable) -> Callable:
    """Return ``application`` called on one large frame-stack chunk."""

    def wrapped(environ: dict, start_response: Callable):
        return _call(application, environ, start_response)

    return wrapped


application = get_wsgi_application()
if settings.WSGI_DEEP_STACK:
    application = with_deep_stack(application)
