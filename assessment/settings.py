"""Settings, all from the environment.

CLOSER_MODE is one of
    development   the default: safe to run on a laptop, mails go to the console
    demo          what `make run` starts: this machine only, mails land in an outbox page
    production    refuses to start until everything it needs is set, each with a sentence
"""

from __future__ import annotations

import contextlib
import os
import secrets
import sys
from pathlib import Path
from typing import cast
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
# Read by numpy when it loads. Its threads would wait for each other, and workers are many already.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

MODE = env.str("CLOSER_MODE", "development")
if MODE not in ("development", "demo", "production"):
    raise ImproperlyConfigured(f"CLOSER_MODE is {MODE!r}; it must be development, demo or production.")
PRODUCTION = MODE == "production"
DEMO = MODE == "demo"
TESTING = "pytest" in sys.modules

DATA_DIR = Path(env.str("DATA_DIR", str(BASE_DIR / "data")))


SHORTEST_KEY = 32


def needed(name: str, sentence: str, otherwise: str) -> str:
    """The variable's value; in production a missing one is collected with what to set."""
    value = env.str(name, "")
    if value or not PRODUCTION:
        return value or otherwise
    missing.append(f"{name}: {sentence}")
    return ""


def kept_secret(name: str) -> str:
    """A secret made once on this machine and kept in DATA_DIR, readable by its owner only."""
    path = DATA_DIR / name
    if not path.exists():
        DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
        beside = DATA_DIR / f"{name}.{secrets.token_hex(4)}"
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(50))
        with contextlib.suppress(FileExistsError):  # another process was first: its secret is the one
            os.link(beside, path)
        beside.unlink()
    secret = path.read_text()
    if len(secret) < SHORTEST_KEY:
        raise ImproperlyConfigured(f"{path} holds no whole secret. Delete it, and a new one is made.")
    return secret


missing: list[str] = []
SECRET_KEY = needed(
    "SECRET_KEY",
    "a long random text that signs sessions and cookies",
    "" if PRODUCTION else kept_secret("secret_key"),
)
LINK_KEY = needed(
    "LINK_KEY",
    "another long random text, apart from SECRET_KEY, that makes the links people answer with",
    "" if PRODUCTION else kept_secret("link_key"),
)
OLD_LINK_KEYS: list[str] = env.list("OLD_LINK_KEYS", default=[])  # links made with these still open
SITE_URL = needed(
    "SITE_URL",
    "the address people type, such as closer.example.com with https:// before it",
    "http://localhost:8000",
).rstrip("/")
DATABASE_URL = needed(
    "DATABASE_URL",
    "where answers are kept, such as postgresql://user:password@host/closer",
    f"sqlite:///{DATA_DIR / 'closer.sqlite3'}",
)
# a mail service by its name in django-anymail, such as postmark, in place of a mail server
MAIL_SERVICE = env.str("MAIL_SERVICE", "")
EMAIL_URL = (
    env.str("EMAIL_URL", "")
    if MAIL_SERVICE
    else needed("EMAIL_URL", "the mail server, such as smtp+tls://user:password@host:587", "consolemail://")
)
DEFAULT_FROM_EMAIL = needed(
    "MAIL_FROM", "the sender of every mail, such as Closer <closer@example.com>", "Closer <closer@localhost>"
)
OPERATOR = needed(
    "OPERATOR", "who runs this server and answers questions about it: a name and an address", ""
)
if not OPERATOR:  # words of ours, in the reader's language
    OPERATOR = cast(str, _("whoever started this demo") if DEMO else _("whoever runs this copy"))
if missing:
    raise ImproperlyConfigured("Closer can't start yet. Please set\n  " + "\n  ".join(missing))
if PRODUCTION and min(len(SECRET_KEY), len(LINK_KEY)) < SHORTEST_KEY:
    raise ImproperlyConfigured(f"SECRET_KEY and LINK_KEY need at least {SHORTEST_KEY} characters each.")
if PRODUCTION and LINK_KEY == SECRET_KEY:
    raise ImproperlyConfigured("LINK_KEY and SECRET_KEY are the same; make them two different random texts.")
if PRODUCTION and env.bool("OUTBOX", False):
    raise ImproperlyConfigured(
        "OUTBOX shows every mail to anybody on this machine; it belongs to the demo alone."
    )

SERVER_EMAIL = DEFAULT_FROM_EMAIL
site = urlsplit(SITE_URL)
if site.scheme not in ("http", "https") or not site.hostname:
    raise ImproperlyConfigured(
        f"SITE_URL is {SITE_URL!r}; it must start with http:// or https:// and name a host."
    )
HTTPS = site.scheme == "https"
if PRODUCTION and not HTTPS and site.hostname not in ("localhost", "127.0.0.1"):
    raise ImproperlyConfigured("SITE_URL must start with https:// in production: answers travel over it.")
DEBUG = env.bool("DEBUG", False)
if PRODUCTION and DEBUG:
    raise ImproperlyConfigured("DEBUG shows settings and answers to visitors; unset it in production.")
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", default=[site.hostname])
if PRODUCTION and "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS is *, which lets anybody name this site. Name its hosts.")
if not PRODUCTION:
    ALLOWED_HOSTS = ["localhost", "127.0.0.1", *(["testserver"] if TESTING else [])]

INSTALLED_APPS = [
    "surveys",
    "assessment",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",  # numbers as words, in each language
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.admin",
    "django_tasks",
    "django_tasks_db",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "crispy_forms",
    "crispy_bootstrap5",
]
MIDDLEWARE = [
    "assessment.middleware.request_log",
    "assessment.middleware.content_security_policy",
    "assessment.middleware.legible_cookies",
    "assessment.middleware.language",
    "assessment.middleware.body_limit",
    "assessment.middleware.wrong_method",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
]
ROOT_URLCONF = "assessment.urls"
WSGI_APPLICATION = "assessment.wsgi.application"
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
            ]
        },
    }
]

# --- what is remembered --------------------------------------------------------------------------

DATABASES = {"default": env.db_url_config(DATABASE_URL)}
DATABASES["default"]["CONN_MAX_AGE"] = None if DATABASE_URL.startswith("sqlite") else 0
options = DATABASES["default"].setdefault("OPTIONS", {})
if DATABASE_URL.startswith("sqlite"):
    DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
    # IMMEDIATE: without it, concurrent writers are refused with "database is locked" instead of waiting.
    # FULL: an acknowledged answer survives a power cut. secure_delete: what is deleted is overwritten.
    options.update(
        transaction_mode="IMMEDIATE",
        timeout=20,
        init_command="PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA secure_delete=ON;",
    )
    DATABASES["default"]["TEST"] = {
        "NAME": str(DATA_DIR / "test.sqlite3")
    }  # a file: threads share nothing in memory
else:
    # as many as there are threads that may ask at once: the pool's own number is four
    options.update(pool={"min_size": 1, "max_size": env.int("WEB_THREADS", 8) + 2})
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "surveys.User"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "closer_cache",
        "KEY_FUNCTION": "surveys.limits.cache_key",
        "OPTIONS": {"MAX_ENTRIES": 100_000},  # a full cache would forget how often somebody guessed
    }
}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
DRAWN_DIR = DATA_DIR / "drawn"  # finished pictures, by fingerprint; may be deleted at any time

# --- promises: the numbers respondents are told ----------------------------------------------------

SMALLEST_TEAM = 5  # results of the team open from this many answers; a panel may ask for more, up to 7
SMALLEST_PEERS = 4  # the same for peers
SMALLEST_PEERS_BY_LINK = 5  # where anybody with the link can answer, the asker too
DRAFT_DAYS = 30  # a draft that nobody finishes goes this long after its last save
UNOWNED_DAYS = 90  # a survey that nobody has kept goes this long after its last save
ANSWER_MONTHS = 36
ADDRESS_DAYS = 30
TELL_DAYS = 30  # within which whoever asked says what was heard
ASKED_TO_TELL = (14, 25, 30)  # days after results opened on which they are reminded of it
WANTED_MONTHS = 24  # "where we'd like to be" is this far away
DRAWN_HOURS = 24  # a finished drawing goes this long after it was last looked at
FILES_KEPT_HOURS = 24  # a prepared file goes this long after it was last fetched
FILES_AT_ONCE = 8  # that one reader of a round may have waiting
FILES_PER_DAY = 60  # that one reader of a round may ask for
TEMPLATES_PER_ACCOUNT = 10  # presentations of one's own on whose look slides are made
TEMPLATES_PER_DAY = 30  # that one account sends, those that are refused too
TEMPLATE_BYTES = 20_000_000  # of such a presentation
UNSENT_DAYS = 7  # a list that was prepared and never sent goes after this
TEAM_LISTS_OPEN = env.bool("TEAM_LISTS_OPEN", not PRODUCTION)  # else the operator approves an organisation
MAILS_PER_DAY = env.int("MAILS_PER_DAY", 5000)  # of one account
MAILS_PER_MINUTE = env.int("MAILS_PER_MINUTE", 120)  # of the whole server, as its mail service allows
MAILS_PER_DAY_UNAPPROVED = 60  # as long as the operator doesn't know the organisation
ROWS_PER_LIST = 5000
LINES_PER_IMPORT = 100_000  # of answers in a file of earlier results
POOL_STEP = 5  # organisations that must have changed before a pool of averages is renewed
IMPORT_BYTES = 5_000_000  # of such a file
IMPORTS_PER_DAY = 20  # files that one account has read, those that are refused too
UNOPENED_IMPORT_DAYS = 30  # what was imported goes after this, unless its results are opened
OPENING_HOUR = 7  # results open at this hour of the day after the closing date
STARTS_PER_HOUR = env.int("STARTS_PER_HOUR", 600)  # from one address: an office behind one router
SAVES_PER_MINUTE = 120  # of one draft

# --- people ----------------------------------------------------------------------------------------

AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
ACCOUNT_ADAPTER = "surveys.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 60 * 10  # the mail says so
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_REAUTHENTICATION_TIMEOUT = 60 * 15  # older sign-ins are confirmed before keys change
CODES_PER_ADDRESS = 5  # an hour; allauth's own limits per minute come on top
CODES_PER_IP = 60  # an hour: an office behind one router
CODE_TRIES = 12  # an hour, from one browser
KNOCK_SECONDS = 60 * 30  # how long a session lives whose address nobody has confirmed
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
LOGIN_URL = "door"
LOGIN_REDIRECT_URL = "my-surveys"
MFA_ADAPTER = "surveys.adapter.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS  # http://localhost only: browsers refuse passkeys elsewhere
trusted = env.str("TRUSTED_PROXIES", "") or "0"
if not (trusted.isascii() and trusted.isdecimal()):
    raise ImproperlyConfigured(f"TRUSTED_PROXIES is {trusted!r}; it must be a number of proxies, such as 1.")
ALLAUTH_TRUSTED_PROXY_COUNT = int(trusted)
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
SESSION_COOKIE_HTTPONLY = True
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# --- mail ------------------------------------------------------------------------------------------

if EMAIL_URL:
    vars().update(env.email_url_config(EMAIL_URL))
MAIL_SERVICES = (
    *("amazon_ses", "brevo", "mailersend", "mailgun", "mailjet", "mailtrap", "mandrill", "postal"),
    *("postmark", "resend", "sendgrid", "sparkpost", "unisender_go"),
)
# what the service needs to know, such as ANYMAIL_POSTMARK_SERVER_TOKEN
ANYMAIL = {
    name.removeprefix("ANYMAIL_"): value for name, value in os.environ.items() if name.startswith("ANYMAIL_")
}
if MAIL_SERVICE:
    if MAIL_SERVICE not in MAIL_SERVICES:
        raise ImproperlyConfigured(
            f"MAIL_SERVICE is {MAIL_SERVICE!r}; it must be one of {', '.join(MAIL_SERVICES)}."
        )
    if not EMAIL_URL:  # with one, mails go there, and the service only reports
        EMAIL_BACKEND = f"anymail.backends.{MAIL_SERVICE}.EmailBackend"
webhook_secret = ANYMAIL.get("WEBHOOK_SECRET", "")
if webhook_secret and (":" not in webhook_secret or len(webhook_secret) < SHORTEST_KEY):
    raise ImproperlyConfigured(
        f"ANYMAIL_WEBHOOK_SECRET needs a name, a colon and a random text, {SHORTEST_KEY} characters in all."
    )
OUTBOX_DIR = DATA_DIR / "outbox"
OUTBOX = DEMO and not env.str("EMAIL_URL", "")
if OUTBOX:
    EMAIL_BACKEND = "assessment.outbox.Backend"
EMAIL_TIMEOUT = 20

# --- words and numbers -------------------------------------------------------------------------------

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", "English"), ("de", "Deutsch")]  # each by its own name, as its readers look for it
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["assessment.formats"]
LANGUAGE_COOKIE_NAME = "language"  # its value is the language and nothing else
LANGUAGE_COOKIE_AGE = 60 * 60 * 24 * 365
TIME_ZONE = env.str("TIME_ZONE", "UTC")
USE_TZ = True

# --- files -------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", str(DATA_DIR / "static")))  # made by collectstatic
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if MODE == "development"
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = MODE == "development"
WHITENOISE_AUTOREFRESH = MODE == "development" and not TESTING
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000  # more is refused by its length, before anything is read
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]  # nothing reaches the disk
FILE_UPLOAD_MAX_MEMORY_SIZE = max(IMPORT_BYTES, TEMPLATE_BYTES)  # no other handler takes what this one leaves
DATA_UPLOAD_MAX_NUMBER_FIELDS = 300

# --- safety ------------------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",  # Bootstrap draws its ticks and arrows as data: images
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "object-src": "'none'",
    "frame-ancestors": "'none'",
}
SECURE_REFERRER_POLICY = "same-origin"  # no-referrer makes Chromium send Origin: null, which CSRF refuses
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "assessment.views.errors.csrf_failure"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
if HTTPS:
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("HSTS_SUBDOMAINS", True)
    SECURE_HSTS_PRELOAD = env.bool("HSTS_PRELOAD", True)
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]  # the load balancer asks over plain HTTP
if env.str("PROXY_SSL_HEADER", ""):
    if not ALLAUTH_TRUSTED_PROXY_COUNT:
        raise ImproperlyConfigured(
            "PROXY_SSL_HEADER says there is a proxy; set TRUSTED_PROXIES to how many there are, "
            "or every visitor counts as the same one."
        )
    SECURE_PROXY_SSL_HEADER = (env.str("PROXY_SSL_HEADER"), "https")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "assessment.logs.JsonFormatter"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "json"},
        "nothing": {"class": "logging.NullHandler"},
    },
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", "INFO")},
    # Django's own lines name whole addresses; ours name the route (see assessment.logs)
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.server": {"handlers": ["nothing"], "propagate": False},
    },
}
