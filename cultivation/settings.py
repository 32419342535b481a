"""Settings of the platform: every choice comes from the environment, with safe defaults for one machine.

``CULTIVATION_ENV=production`` refuses to start without ``SECRET_KEY`` and ``ALLOWED_HOSTS``. Nothing outside this
module asks which environment it runs in, except through a setting named for what it does.
"""

import os
import secrets
from pathlib import Path

import bootstrap_wrapper
import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

env = environ.Env()

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(env("DATA_DIR", default=str(BASE_DIR / ".data"))).resolve()

ENVIRONMENT = env("CULTIVATION_ENV", default="development")
if ENVIRONMENT not in {"development", "production"}:
    raise ImproperlyConfigured("CULTIVATION_ENV is 'development' or 'production'.")
IS_PRODUCTION = ENVIRONMENT == "production"


def _private_file(path: Path) -> None:
    """Create the file, or take it from other accounts of the machine before anything is written into it."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.touch(mode=0o600)
    if path.stat().st_uid == os.geteuid():
        path.chmod(0o600)


def _development_secret() -> str:
    """A key of this data folder's own, so that sessions survive a restart and no key stands in the code."""
    path = DATA_DIR / "secret_key"
    if not path.exists():
        _private_file(path)
        path.write_text(secrets.token_urlsafe(64))
    return path.read_text()


if IS_PRODUCTION:
    SECRET_KEY = env("SECRET_KEY", default="")
    ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
    if not SECRET_KEY:
        raise ImproperlyConfigured("Production needs the environment variable SECRET_KEY.")
    if not ALLOWED_HOSTS:
        raise ImproperlyConfigured(
            "Production needs the environment variable ALLOWED_HOSTS (comma separated)."
        )
else:
    SECRET_KEY = env("SECRET_KEY", default="") or _development_secret()
    ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost"])

DEBUG = env.bool("DEBUG", default=False)
if DEBUG and IS_PRODUCTION:
    raise ImproperlyConfigured("DEBUG shows internals to everybody: it cannot be on in production.")

# --- What this installation is -----------------------------------------------------------------------------------
SITE_NAME = "优质中小企业梯度培育平台"
DEMONSTRATION = env.bool("DEMONSTRATION", default=not IS_PRODUCTION)
SHOW_STYLEGUIDE = not IS_PRODUCTION
CONTEST_URL = env("CONTEST_URL", default="https://www.cnmaker.org.cn/")
CERTIFICATION_QUERY_OPEN = env.bool("CERTIFICATION_QUERY_OPEN", default=True)
PDF_BESIDE_REQUESTS = True
PDF_FONT_FAMILY = env("PDF_FONT_FAMILY", default="WenQuanYi Micro Hei")
# Evidence limits are this project's choice: no official size limit is known. Bytes.
EVIDENCE_MAX_BYTES = env.int("EVIDENCE_MAX_BYTES", default=20 * 1024 * 1024)
EVIDENCE_ARCHIVE_MAX_BYTES = env.int("EVIDENCE_ARCHIVE_MAX_BYTES", default=100 * 1024 * 1024)
REQUEST_MAX_BYTES = EVIDENCE_ARCHIVE_MAX_BYTES + 1024 * 1024

# --- Applications ------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "cultivation",
    "cultivation.apps.CultivationAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "captcha",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_prose_editor",
    "notices",
    "enterprises",
    "assessments",
    "declarations",
]

MIDDLEWARE = [
    "cultivation.middleware.ArrivalMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "cultivation.middleware.RequestSizeMiddleware",
    "cultivation.middleware.EncodingMiddleware",
    "cultivation.middleware.PrivatePagesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "enterprises.kit.doors.renewal.RenewalMiddleware",
    "enterprises.kit.forms.kept.KeptFormsMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "cultivation.urls"
WSGI_APPLICATION = "cultivation.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "cultivation.context_processors.site",
            ],
        },
    },
]
FORM_RENDERER = "cultivation.forms_renderer.Renderer"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# --- Data --------------------------------------------------------------------------------------------------------
DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'db.sqlite3'}")}
# Opening a connection costs more than most queries, on SQLite (pragmas) as on PostgreSQL.
DATABASES["default"]["CONN_MAX_AGE"] = None
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATA_DIR.mkdir(parents=True, exist_ok=True, mode=0o700)
    DATABASES["default"]["OPTIONS"] = {
        # Writers queue instead of failing on upgrade of a read lock.
        "transaction_mode": "IMMEDIATE",
        # Longer would hold every thread of a worker: who waits in vain is told (503) and sends again.
        "timeout": 5,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-32000;",
    }
    # SQLite gives the files beside it (WAL, SHM) the mode of the database.
    _private_file(Path(DATABASES["default"]["NAME"]))
elif DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 3)
    DATABASES["default"]["OPTIONS"].setdefault("options", "-c lock_timeout=5s")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# The counters of rate limits live here: few entries would let a crowd push them out.
CACHES = {"default": env.cache_url("CACHE_URL", default="locmemcache://?max_entries=20000")}
if CACHES["default"]["BACKEND"] == "django.core.cache.backends.redis.RedisCache":
    CACHES["default"]["BACKEND"] = "cultivation.gentle_cache.GentleRedisCache"
    CACHES["default"]["OPTIONS"] = {
        "socket_connect_timeout": 0.5,
        "socket_timeout": 1,
        **CACHES["default"].get("OPTIONS", {}),
    }

MEDIA_ROOT = DATA_DIR / "files"
# Nobody else on the machine reads what enterprises filed.
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("bootstrap", Path(bootstrap_wrapper.__file__).parent.parent / "bootstrap"),
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "cultivation.static_files.StaticFiles",
        "OPTIONS": {"file_permissions_mode": 0o644, "directory_permissions_mode": 0o755},
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

# --- Language and time -------------------------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
# The framework's texts in our words; see locale/.
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

# --- Accounts ----------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "enterprises.User"
LOGIN_URL = "enterprises:login"
LOGIN_REDIRECT_URL = "enterprise_home"
LOGOUT_REDIRECT_URL = "home"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

# --- Captcha -----------------------------------------------------------------------------------------------------
CAPTCHA_CHALLENGE_FUNCT = "enterprises.kit.doors.captcha.challenge"
CAPTCHA_LENGTH = 4
# Minutes: the registration form takes longer to fill in than the package's five.
CAPTCHA_TIMEOUT = 20
CAPTCHA_FONT_SIZE = 28
CAPTCHA_IMAGE_SIZE = (120, 40)
CAPTCHA_2X_IMAGE = False
CAPTCHA_LETTER_ROTATION = (-20, 20)

# How many reverse proxies of ours stand before the server and append to X-Forwarded-For; 0: none, the header is ignored.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)

# --- Security ----------------------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "base-uri": [NONE],
        "object-src": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
# After it was last used; see enterprises/kit/doors/renewal.py.
SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_NAME = "cultivation_session"
CSRF_COOKIE_NAME = "cultivation_csrf"
CSRF_FAILURE_VIEW = "cultivation.views.csrf_failure"
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
if IS_PRODUCTION:
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
    # A supervisor on the same machine asks over plain HTTP.
    SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz)$"]
    # Only a proxy in front may say that the visitor came over TLS.
    if TRUSTED_PROXIES:
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    # The list of browsers is hard to leave, and takes every name below the domain: the owner of the domain decides.
    SECURE_HSTS_PRELOAD = env.bool("SECURE_HSTS_PRELOAD", default=False)
    # So its absence is no fault of a deployment.
    SILENCED_SYSTEM_CHECKS = ["security.W021"]
    # A neighbour below the same domain cannot plant a cookie of this name.
    SESSION_COOKIE_NAME = "__Host-cultivation_session"
    CSRF_COOKIE_NAME = "__Host-cultivation_csrf"
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

# --- Log ---------------------------------------------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"},
        "refusal": {"()": "enterprises.kit.doors.security_log.OneLine"},
    },
    "filters": {
        "refusals": {"()": "enterprises.kit.doors.security_log.Refusals"},
        "own_line": {"()": "cultivation.unavailable.LoggedByItsOwnLine"},
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line"},
        "refusals": {"class": "logging.StreamHandler", "formatter": "refusal", "filters": ["refusals"]},
    },
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="WARNING")},
    "loggers": {
        "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        # Who came, failed, was slowed down or refused; see enterprises/security_log.py.
        "cultivation.security": {"handlers": ["console"], "level": "INFO", "propagate": False},
        "django.security": {"handlers": ["refusals"], "level": "WARNING", "propagate": False},
        "django.request": {
            "handlers": ["refusals"],
            "level": "WARNING",
            "propagate": False,
            "filters": ["own_line"],
        },
        # fontTools and WeasyPrint report every table they subset.
        "fontTools": {"level": "ERROR"},
        "weasyprint": {"level": "ERROR"},
    },
}

# CPython 3.11 maps and unmaps memory on every deep template recursion; see cultivation/wsgi.py.
WSGI_DEEP_STACK = env.bool("WSGI_DEEP_STACK", default=True)
