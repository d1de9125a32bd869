"""Django's settings, from the environment; every default is the safe one for a single machine."""

from __future__ import annotations

from pathlib import Path

import bootstrap_wrapper
from environs import Env

from .database import application, owner
from .home import secret

env = Env()
ROOM = Path(__file__).resolve().parent.parent

DEBUG = env.bool("RANGKIANG_DEBUG", False)
SECRET_KEY = secret("django")
ALLOWED_HOSTS = env.list("RANGKIANG_HOSTS", ["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("RANGKIANG_ORIGINS", [])
HTTPS = env.bool("RANGKIANG_HTTPS", False)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django_cotton",
    "django_htmx",
    "axes",
    "pgtrigger",
    "pghistory",
    "procrastinate.contrib.django",
    "rangkiang.platform",
    "rangkiang.regions",
    "rangkiang.access",
    "rangkiang.people",
    "rangkiang.programme",
    "rangkiang.intake",
    "rangkiang.decree",
    "rangkiang.membership",
    "rangkiang.money",
    "rangkiang.claims",
    "rangkiang.privacy",
    "rangkiang.insight",
    "rangkiang.exchange",
    "rangkiang.web",
    "allauth",  # after the house, whose templates come first
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
]
MIDDLEWARE = [
    "django.middleware.gzip.GZipMiddleware",  # pages and styles on a slow link; form tokens are masked anew each time
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "rangkiang.web.middleware.scoped",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "rangkiang.web.urls"
WSGI_APPLICATION = "rangkiang.web.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "rangkiang.web.context.house",
            ]
        },
    }
]

# A page's thread keeps its connection: a new one has to sign in and to learn every table anew.
KEPT = {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}
DATABASES = {"default": application().django() | KEPT, "owner": owner().django()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "access.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
LOGIN_URL, LOGIN_REDIRECT_URL, LOGOUT_REDIRECT_URL = "account_login", "home", "account_login"
ACCOUNT_ADAPTER, MFA_ADAPTER = "rangkiang.access.sign_in.Account", "rangkiang.access.sign_in.SecondStep"
ACCOUNT_LOGIN_METHODS, ACCOUNT_SIGNUP_FIELDS = {"username"}, ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_REDIRECT_URL = LOGOUT_REDIRECT_URL
ACCOUNT_RATE_LIMITS = {"login": "300/m/ip", "login_failed": "10/5m/key", "reauthenticate": "10/m/user"}  # codes too
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Rangkiang"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS  # browsers themselves insist on https, but for this very machine
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_VERBOSE = False
AXES_LOCKOUT_TEMPLATE = "web/locked.html"

LANGUAGE_CODE = "id"
LANGUAGES = [("id", "Bahasa Indonesia"), ("en", "English")]
LOCALE_PATHS = [ROOM / "locale"]
TIME_ZONE = "Asia/Jakarta"
USE_I18N = USE_TZ = True
USE_THOUSAND_SEPARATOR = True

STATIC_URL = "static/"
STATIC_ROOT = env.path("RANGKIANG_STATIC", None)  # only where a web server in front serves the collected files
STATICFILES_DIRS = [("bootstrap", Path(bootstrap_wrapper.__file__).parent.parent / "bootstrap")]
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 30 * 24 * 3600  # an address changes with what is in the file
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "rangkiang.web.stamped.Stamped"},
}

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 8 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
DATA_UPLOAD_MAX_MEMORY_SIZE = 60 * 2**20
SCAN_COMMAND = env.str(
    "RANGKIANG_SCAN", ""
)  # reads a file on its input; ends with 0: clean, 1: infected; none by default
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]

SENDER = env.str("RANGKIANG_SENDER", "file")  # how families are told: file, gateway or mail
GATEWAY, GATEWAY_TOKEN = env.str("RANGKIANG_GATEWAY", ""), env.str("RANGKIANG_GATEWAY_TOKEN", "")

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
PGHISTORY_CREATED_AT_FUNCTION = "rangkiang_now()"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
