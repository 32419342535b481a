"""Settings of the test suite: the development settings, made quick and loud."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

if "DATA_DIR" not in os.environ:
    os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="cultivation-tests-")
    # The process that made it, not one it started: those inherit the name.
    atexit.register(shutil.rmtree, os.environ["DATA_DIR"], ignore_errors=True)
os.environ["CULTIVATION_ENV"] = "development"
os.environ["SECRET_KEY"] = "only-for-tests"

from cultivation.settings import *  # noqa: E402,F403
from cultivation.settings import DATA_DIR, DATABASES, MIDDLEWARE, TEMPLATES  # noqa: E402
from tests.guards import LoudUndefined  # noqa: E402

DEMONSTRATION = False
# A process beside each test's would cost more than the PDF.
PDF_BESIDE_REQUESTS = False

# A file, not memory: tests with threads want real connections and real locks. No row of theirs is worth a wait for
# the disk.
_OPTIONS = DATABASES["default"]["OPTIONS"]
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["TEST"] = {"NAME": str(Path(DATA_DIR) / "test.sqlite3")}
    _OPTIONS["init_command"] += "PRAGMA synchronous=OFF;"
elif DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
    _OPTIONS["options"] += " -c synchronous_commit=off"

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Serves straight from the source folders; the collected ones do not exist here.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = LoudUndefined()
MIDDLEWARE = [*MIDDLEWARE, "tests.guards.ReadOnlyGetMiddleware"]
