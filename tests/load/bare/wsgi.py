"""The bare project as the server runs it."""

import os

from django.core.wsgi import get_wsgi_application

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.load.bare.settings"
application = get_wsgi_application()
