"""Settings, safe by default: everything that differs between places comes from the environment (docs/deployment.md)."""

import os
import sys
import warnings
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from matchmaker.core.vocabulary import (
    CommitmentStatus,
    DeclineCode,
    EngagementStatus,
    Item,
    JobKind,
    JobStatus,
    Kind,
    Language,
    NeedStatus,
    OfferStatus,
    OrganisationType,
    PlanStatus,
    ProposalStatus,
    RecordType,
    RowOutcome,
    RunStatus,
    Theme,
    Unit,
    Visibility,
)

# Before numpy is imported: processes are as many as cores, and the threads of its linear algebra would wait for one
# another, on a busy machine twenty times as long as one alone needs.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

# "demo" is a single machine on 127.0.0.1; anything else must bring its own secret.
ENVIRONMENT = env.str("MATCHMAKER_ENVIRONMENT", default="demo")
PRODUCTION = ENVIRONMENT == "production"
DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="" if PRODUCTION else "demo-only-" + "not-a-secret-" * 4)
if PRODUCTION and (DEBUG or len(SECRET_KEY) < 50):
    raise ImproperlyConfigured(
        "Production needs DEBUG off and a SECRET_KEY of at least 50 characters: set both in the environment."
    )
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[] if PRODUCTION else ["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "csp",
    "django_filters",
    "rest_framework",
    "knox",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "drf_standardized_errors",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "matchmaker",
    "api",
    "django_q",  # after matchmaker, whose qcluster takes the place of its own
]

MIDDLEWARE = [
    "matchmaker.web.access.access",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "matchmaker.web.compression.PagesCompressed",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "matchmaker.web.slashes.Slashes",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "matchmaker.web.sessions.SignedIn",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "matchmaker.web.readings.readings_logged",
]

ROOT_URLCONF = "matchmaker.urls"
WSGI_APPLICATION = "matchmaker.wsgi.application"
AUTH_USER_MODEL = "matchmaker.User"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "matchmaker" / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "matchmaker.web.footnotes.footnotes",
            ],
            "libraries": {"presentation": "matchmaker.web.templatetags.presentation"},
        },
    }
]

DATABASE_URL = env.str("DATABASE_URL", default=f"sqlite:///{BASE_DIR / 'matchmaker.sqlite3'}")
with warnings.catch_warnings():
    # An address of no known kind is refused below, in a sentence.
    warnings.simplefilter("ignore", UserWarning)
    DATABASES = {"default": environ.Env.db_url_config(DATABASE_URL)}
if "ENGINE" not in DATABASES["default"]:
    raise ImproperlyConfigured(
        "DATABASE_URL is no address of a database: write postgres://user:password@host:port/name or sqlite:////path."
    )
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A deferred BEGIN fails with "database is locked" as soon as two writers meet.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    # What one asks here takes milliseconds; compiling a condition that names many tables took up to 140 of them.
    # What is asked for the third time is prepared from then on (`matchmaker/models/prepared.py`).
    quick = {"options": "-c jit=off", "prepare_threshold": 2}
    DATABASES["default"]["OPTIONS"] = quick | DATABASES["default"].get("OPTIONS", {})
    DATABASES["default"]["OPTIONS"]["connect_timeout"] = 5

# Limits on requests are counted where every process counts: in the database.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "matchmaker_cache",
        "TIMEOUT": 3600,
        # Never full, or guessing would empty it: only what was not refused for its address leaves an entry.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
    # Each process for itself: for what is quickly worked out anew, and worth no query.
    "memory": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
}

PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
AUTHENTICATION_BACKENDS = ["matchmaker.web.adapters.Backend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk"
LOGOUT_REDIRECT_URL = "home"
SESSION_COOKIE_AGE = 12 * 60 * 60
# How fresh a sign-in must be before endorsing, overriding, inviting and changing what guards the account.
FRESH_SIGN_IN_MINUTES = env.int("FRESH_SIGN_IN_MINUTES", default=15)
INVITATION_DAYS = env.int("INVITATION_DAYS", default=7)

ACCOUNT_ADAPTER = "matchmaker.web.adapters.AccountAdapter"
ACCOUNT_FORMS = {"login": "matchmaker.web.forms.SignInForm"}
ACCOUNT_SIGNUP_ENABLED = False
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_EMAIL_VERIFICATION = "none"  # an address is proved by the invitation that was sent to it
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if PRODUCTION else "http"
ACCOUNT_REAUTHENTICATION_TIMEOUT = FRESH_SIGN_IN_MINUTES * 60
ACCOUNT_REAUTHENTICATION_METHODS = ("password", "mfa")
# A delegation shares one address with a whole conference, so what is counted is above all the account guessed at.
ACCOUNT_RATE_LIMITS = {"login": "120/m/ip", "login_failed": "30/m/ip,5/5m/key"}
ALLAUTH_TRUSTED_PROXY_COUNT = int(BEHIND_PROXY)
MFA_ADAPTER = "matchmaker.web.adapters.SecondFactorAdapter"
# The secrets of one-time codes are sealed under the first and opened by any; without one, under SECRET_KEY.
SECOND_FACTOR_KEYS = env.list("SECOND_FACTOR_KEYS", default=[])
if any(len(key) < 32 for key in SECOND_FACTOR_KEYS):
    raise ImproperlyConfigured("SECOND_FACTOR_KEYS takes keys of at least 32 characters, by commas: write longer ones.")
MFA_TOTP_ISSUER = "Matchmaker"
MFA_TOTP_TOLERANCE = 1

globals().update(env.email_url("EMAIL_URL", default="smtp://localhost:25" if PRODUCTION else "consolemail://"))
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("MAIL_FROM", default="matchmaker@localhost")
# Mail has no request to take an address from.
SITE_URL = env.str("SITE_URL", default=f"https://{ALLOWED_HOSTS[0]}" if PRODUCTION else "http://127.0.0.1:8000")

# The identifier that a publisher has in the registry of IATI; identifiers of activities begin with it.
IATI_PUBLISHER = env.str("IATI_PUBLISHER", default="XM-MATCHMAKER")

LANGUAGE_CODE = "en"
# The six of the United Nations, each named in itself, in the order of its documents.
LANGUAGES = [
    ("ar", "العربية"),
    ("zh-hans", "中文"),
    ("en", "English"),
    ("fr", "Français"),
    ("ru", "Русский"),
    ("es", "Español"),
]
LOCALE_PATHS = [BASE_DIR / "matchmaker" / "web" / "locale"]
FORMAT_MODULE_PATH = "matchmaker.web.formats"
LANGUAGE_COOKIE_AGE = 365 * 24 * 60 * 60
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
TIME_ZONE = "UTC"
USE_TZ = True
USE_THOUSAND_SEPARATOR = True

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "matchmaker" / "web" / "static"]
# Tests and the demo serve straight from the sources; production collects, compresses and fingerprints.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_AUTOREFRESH = False
if not PRODUCTION:
    # Nothing is collected here, so there is no such folder, and that is no fault.
    warnings.filterwarnings("ignore", message="No directory at", category=UserWarning)
MEDIA_ROOT = env.path("MEDIA_ROOT", default=str(BASE_DIR / "media"))
FIXTURES = BASE_DIR / "fixtures"
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = PRODUCTION
SECURE_SSL_REDIRECT = PRODUCTION
# Probes come from inside and speak no TLS; a redirection would count as good health.
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz)$"]
SECURE_HSTS_SECONDS = 31536000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "api.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticatedOrReadOnly"],
    "DEFAULT_RENDERER_CLASSES": ["api.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["api.parsers.BoundedJSONParser"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "api.negotiation.Weighed",
    "DEFAULT_METADATA_CLASS": "api.metadata.Plain",
    "DEFAULT_SCHEMA_CLASS": "api.documentation.Schema",
    "DEFAULT_VERSIONING_CLASS": "rest_framework.versioning.NamespaceVersioning",
    "DEFAULT_PAGINATION_CLASS": "api.pagination.LimitOffset",
    "DEFAULT_FILTER_BACKENDS": ["api.filters.StrictFilterBackend"],
    "DEFAULT_THROTTLE_CLASSES": ["api.throttles.AnonymousThrottle", "api.throttles.PersonThrottle"],
    "DEFAULT_THROTTLE_RATES": {
        "anonymous": env.str("THROTTLE_ANONYMOUS", default="1200/min"),
        "person": env.str("THROTTLE_PERSON", default="3000/min"),
    },
    "NUM_PROXIES": 1 if env.bool("BEHIND_PROXY", default=False) else 0,
    "EXCEPTION_HANDLER": "drf_standardized_errors.handler.exception_handler",
    "DEFAULT_VERSION": "v1",
    "ALLOWED_VERSIONS": ["v1"],
    "COERCE_DECIMAL_TO_STRING": True,
    "URL_FORMAT_OVERRIDE": None,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}

DRF_STANDARDIZED_ERRORS = {
    "EXCEPTION_HANDLER_CLASS": "api.exceptions.ProblemHandler",
    "EXCEPTION_FORMATTER_CLASS": "api.exceptions.ProblemFormatter",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Matchmaker",
    "DESCRIPTION": "Needs from national reports on small arms, offers, and the plan that matches them.",
    "VERSION": "v1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    # Swagger's validator stands on another host.
    "SWAGGER_UI_SETTINGS": {
        "deepLinking": True,
        "validatorUrl": None,
        "supportedSubmitMethods": ["get", "post", "patch", "delete"],
    },
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "ENUM_NAME_OVERRIDES": {
        "ThemeEnum": list(Theme),
        "NeedStatusEnum": list(NeedStatus),
        "OfferStatusEnum": list(OfferStatus),
        "OrganisationTypeEnum": list(OrganisationType),
        "KindEnum": list(Kind),
        "ItemEnum": list(Item),
        "LanguageEnum": list(Language),
        "VisibilityEnum": list(Visibility),
        "UnitEnum": list(Unit),
        "RecordTypeEnum": list(RecordType),
        "RunStatusEnum": list(RunStatus),
        "PlanStatusEnum": list(PlanStatus),
        "EngagementStatusEnum": list(EngagementStatus),
        "ProposalStatusEnum": list(ProposalStatus),
        "CommitmentStatusEnum": list(CommitmentStatus),
        "DeclineCodeEnum": list(DeclineCode),
        "NoCodeEnum": [code for code in DeclineCode if code != DeclineCode.COUNTERED],
        "JobKindEnum": list(JobKind),
        "JobStatusEnum": list(JobStatus),
        "RowOutcomeEnum": list(RowOutcome),
    },
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
}

# Who works off what is queued: "worker" (manage.py qcluster), or "here", a thread of the process that queued it.
JOBS = env.str("JOBS", default="worker" if PRODUCTION or "pytest" in sys.modules else "here")
if JOBS not in ("worker", "here"):
    raise ImproperlyConfigured("JOBS says who works off what is queued: write worker or here.")
SOLVER_LIMIT = 600  # the most seconds that a run may ask for
Q_CLUSTER = {
    "name": "matchmaker",
    "orm": "default",
    # One on SQLite, where writers queue up anyway; each worker may have a solver beside it.
    "workers": env.int("WORKERS", default=1 if DATABASES["default"]["ENGINE"].endswith("sqlite3") else 2),
    "poll": 0.5,
    "timeout": SOLVER_LIMIT + 120,  # a job that takes longer is hung
    "retry": SOLVER_LIMIT + 240,  # of no use here; django-q2 wants it longer than the timeout
    "log_level": "WARNING",
}

# Past this age of the first job that waits, /readyz says that no worker is there; 0 lets it only tell the age.
QUEUE_LIMIT_SECONDS = env.int("QUEUE_LIMIT_SECONDS", default=900)

LOG_LEVEL = env.str("LOG_LEVEL", default="WARNING")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "matchmaker.web.access.Lines"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {
        "matchmaker.web.access": {"level": "INFO" if PRODUCTION else LOG_LEVEL},
        # The demo's server writes whole addresses, queries too: by the wording alone, as every other package.
        "django.server": {"handlers": ["console"], "level": LOG_LEVEL, "propagate": False},
    },
}

if "pytest" in sys.modules:
    CACHES["default"] = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "default"}
    REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"] = dict.fromkeys(REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"])
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
