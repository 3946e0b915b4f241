"""One settings file, driven by the environment, failing loudly. The table in README.md lists every variable."""

import sys
import tomllib
from pathlib import Path

import environ
import pghistory
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from apps.core.runtime import home as runtime_home

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

HOME = runtime_home.locate(env.str("GEOREUM_HOME", default=""))
TESTING = "pytest" in sys.modules
DEBUG = env.bool("GEOREUM_DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="") or runtime_home.secret_key(HOME)
# The machine's own names are always among them: the supervisor and monitors ask there whether all is well.
ALLOWED_HOSTS = [*env.list("ALLOWED_HOSTS", default=["*"]), "localhost", "127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# The sign-in page shows the invented accounts once `load_demo` has made them.
GEOREUM_DEMO = env.bool("GEOREUM_DEMO", default=True) and (HOME / "demo-accounts.txt").is_file()
HTTPS = env.bool("GEOREUM_HTTPS", default=False)
# What a file that leaves the system says it was made with.
GEOREUM_VERSION: str = tomllib.loads((BASE_DIR / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
# The address that QR codes lead to, e.g. https://georeum.example; without it the one at which the page was opened.
PUBLIC_URL = env.str("GEOREUM_PUBLIC_URL", default="").rstrip("/")
if PUBLIC_URL and not PUBLIC_URL.startswith(("http://", "https://")):
    raise ImproperlyConfigured("GEOREUM_PUBLIC_URL must begin with http:// or https://")
# The file that says what our figures are called in the donor's system; without it the one that comes with the product.
GEOREUM_EXCHANGE_MAPPING = env.str("GEOREUM_EXCHANGE_MAPPING", default="")

INSTALLED_APPS = [
    "apps.core",
    "apps.audit",
    "apps.accounts",
    "apps.centres",
    "apps.patients",
    "apps.devices",
    "apps.physio",
    "apps.reports",
    "apps.sync",
    "apps.desk",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_bootstrap5",
    "django_celery_beat",
    "django_filters",
    "django_htmx",
    "django_structlog",
    "django_tables2",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "pghistory",
    "pgtrigger",
    "rest_framework",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "apps.accounts.middleware.UserLanguageMiddleware",
    "apps.accounts.middleware.PrivateAnswersMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "apps.audit.middleware.RequestLogMiddleware",
    "apps.audit.middleware.AuditContextMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

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
                "csp.context_processors.nonce",
                "apps.desk.context.shell",
            ],
        },
    }
]

# --- Database, broker, cache ---------------------------------------------------------------
# DATABASE_URL connects the product; DATABASE_OWNER_URL (default: the same) owns the tables.
# Without them the embedded servers below HOME are used, with one login for each of the two.
DATABASE_ROLE = env.str("GEOREUM_DATABASE_ROLE", default="web")
_database_url = env.str("DATABASE_URL", default="")
if _database_url:
    _role_url = env.str("DATABASE_OWNER_URL", default=_database_url) if DATABASE_ROLE == "owner" else _database_url
    DATABASES = {"default": environ.Env.db_url_config(_role_url)}
else:
    DATABASES = {"default": runtime_home.embedded_database(HOME, DATABASE_ROLE)}
DATABASES["default"]["ENGINE"] = "django.db.backends.postgresql"
DATABASES["default"]["ATOMIC_REQUESTS"] = False
DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=0 if TESTING else 60)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

if TESTING:  # a test database is emptied between tests, which the append-only tables otherwise refuse
    DATABASES["default"].setdefault("OPTIONS", {})["options"] = "-c georeum.test_database=on"
DATABASE_WEB_LOGIN = environ.Env.db_url_config(_database_url)["USER"] if _database_url else runtime_home.ROLES["web"]

BROKER_URL = env.str("BROKER_URL", default="") or runtime_home.embedded_broker(HOME)
CACHE_URL = env.str("CACHE_URL", default="") or runtime_home.cache_beside(BROKER_URL)
CACHES = {
    "default": (
        {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": CACHE_URL,
            "KEY_PREFIX": "georeum",
        }
        if CACHE_URL
        else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    ),
    "process": {  # for what each process may count for itself
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "process",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    },
}

CELERY_BROKER_URL = BROKER_URL
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = 600
CELERY_TASK_SOFT_TIME_LIMIT = 540
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 900}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"
CELERY_BEAT_SCHEDULE = {
    "heartbeat": {"task": "apps.core.tasks.heartbeat", "schedule": 30.0, "options": {"expires": 25}},
    "import-sweep": {"task": "apps.patients.tasks.sweep_imports", "schedule": 60.0, "options": {"expires": 55}},
    "answer-purge": {"task": "apps.centres.tasks.purge_answers", "schedule": 3600.0, "options": {"expires": 1800}},
    "name-prune": {"task": "apps.patients.tasks.prune_names", "schedule": 3600.0, "options": {"expires": 1800}},
    "report-sweep": {"task": "apps.reports.tasks.sweep", "schedule": 60.0, "options": {"expires": 55}},
    "report-month-end": {"task": "apps.reports.tasks.month_end", "schedule": 3600.0, "options": {"expires": 1800}},
    "report-marks": {"task": "apps.reports.tasks.fold_marks", "schedule": 86400.0, "options": {"expires": 3600}},
    "export-sweep": {"task": "apps.desk.tasks.sweep_exports", "schedule": 60.0, "options": {"expires": 55}},
    "export-purge": {"task": "apps.desk.tasks.purge_exports", "schedule": 3600.0, "options": {"expires": 1800}},
    "quality-counts": {"task": "apps.desk.tasks.count_gaps", "schedule": 3600.0, "options": {"expires": 1800}},
    "upload-purge": {"task": "apps.sync.tasks.purge_uploads", "schedule": 3600.0, "options": {"expires": 1800}},
}
CELERY_TIMEZONE = "UTC"

# --- Sign-in -----------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk:today"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_ADAPTER = "apps.accounts.adapter.ClosedAccountAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Georeum"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
if TESTING:  # hundreds of sign-ins, none worth protecting
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
CSRF_FAILURE_VIEW = "apps.desk.errors.csrf_failure"
X_FRAME_OPTIONS = "DENY"

# No style, script, font or picture ever comes from another host.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "object-src": [NONE],
    }
}

# --- Language, time, files -------------------------------------------------------------------
LANGUAGE_CODE = "ko"
LANGUAGES = [("ko", _("Korean")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
STATIC_URL = "/static/"
STATICFILES_DIRS = [("dist", BASE_DIR / "static" / "dist")]
STATIC_ROOT = HOME / "staticfiles"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": HOME / "files"}},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG or TESTING
        else "apps.core.static.StaticFiles"
    },
}
# Uploads, in bytes: one file, and all files of one request. What is larger is thrown away as it arrives.
UPLOAD_FILE_LIMIT = 15 * 1024 * 1024
UPLOAD_REQUEST_LIMIT = 60 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "apps.core.uploads.LimitedUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
# The TTF fonts are for the PDF alone, and compressing them costs half a minute of the first start.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ("ttf", "otf", "woff", "woff2", "png", "gz", "br")
WHITENOISE_USE_FINDERS = DEBUG or TESTING
WHITENOISE_AUTOREFRESH = DEBUG or TESTING  # a test's client lives a second: it looks for a file when asked for one

# --- Audit, API, logs ----------------------------------------------------------------------------
PGHISTORY_APPEND_ONLY = True
PGHISTORY_CONTEXT_FIELD = pghistory.ContextJSONField()
PGHISTORY_OBJ_FIELD = pghistory.ObjForeignKey(related_name="events", db_constraint=False)
PGHISTORY_BASE_MODEL = "apps.audit.models.AuditEvent"

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.CursorPagination",
    "EXCEPTION_HANDLER": "apps.core.problems.exception_handler",
    "PAGE_SIZE": 100,
    "URL_FORMAT_OVERRIDE": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Georeum",
    "DESCRIPTION": "Patients, devices, physiotherapy and the donor report of physical rehabilitation centres.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "apps.sync.openapi.with_tablets",
    ],
    "APPEND_COMPONENTS": {
        "securitySchemes": {"session": {"type": "apiKey", "in": "cookie", "name": "sessionid"}},
    },
    "ENUM_NAME_OVERRIDES": {
        "DeviceStateEnum": "apps.devices.models.State",
        "DatePrecisionEnum": "apps.patients.models.DatePrecision",
        "SideEnum": "apps.patients.models.Side",
        "PrescribedSideEnum": "apps.devices.bodies.orders.SIDES",
        "HoldReasonEnum": "apps.devices.models.HoldReason",
        "EndReasonEnum": "apps.devices.models.EndReason",
        "MeasurementKindEnum": "apps.devices.models.MeasurementKind",
        "RepairKindEnum": "apps.devices.models.RepairKind",
        "InstrumentKindEnum": "apps.physio.models.InstrumentKind",
        "ThresholdKindEnum": "apps.physio.models.ThresholdKind",
    },
}
DJANGO_STRUCTLOG_CELERY_ENABLED = True

BOOTSTRAP5 = {"success_css_class": ""}  # an untouched field is not "right", it is only not wrong
DJANGO_TABLES2_TEMPLATE = "_components/table.html"
DJANGO_TABLES2_PAGE_RANGE = 7

from config.logs import LOGGING  # noqa: E402, F401  (configures structlog once settings exist)
