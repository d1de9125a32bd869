"""The address bar of the house: sign-in and language here, every room's pages in its own urls.py."""

from __future__ import annotations

from django.contrib.auth.views import PasswordChangeView
from django.urls import include, path, reverse_lazy

from rangkiang.access.forms import ChangePassword
from rangkiang.claims.letters_views import verify
from rangkiang.exchange.public_views import check
from rangkiang.insight import public_views
from rangkiang.insight.search import everything_found
from rangkiang.insight.views import home

from . import design, help, jobs, offline
from .language import choose

urlpatterns = [
    path("", home, name="home"),
    path("", include("rangkiang.access.sign_in_urls")),
    path(
        "password/",
        PasswordChangeView.as_view(
            form_class=ChangePassword, template_name="web/password.html", success_url=reverse_lazy("home")
        ),
        name="password",
    ),
    path("check/", check, name="check"),
    path("periksa/<str:code>/", verify, name="verify-letter"),
    path("public/", public_views.programme, name="public"),
    path("public/figures.csv", public_views.download, {"kind": "csv"}, name="public-figures"),
    path("public/figures.json", public_views.download, {"kind": "json"}, name="public-figures"),
    path("worker.js", offline.worker, name="worker"),
    path("language/", choose, name="language"),
    path("search/", everything_found, name="search"),
    path("design/", design.page, name="design"),
    path("help/", help.page, name="guide"),
    path("help/<slug:topic>/", help.page, name="help"),
    path("jobs/", jobs.mine, name="jobs"),
    path("jobs/<int:key>/", jobs.one, name="job"),
    path("office/", include("rangkiang.access.urls")),
    path("programme/", include("rangkiang.programme.urls")),
    path("lists/", include("rangkiang.insight.list_urls")),
    path("people/", include("rangkiang.insight.people_urls")),
    path("intake/", include("rangkiang.intake.urls")),
    path("decrees/", include("rangkiang.decree.urls")),
    path("money/", include("rangkiang.money.urls")),
    path("claims/", include("rangkiang.claims.urls")),
    path("insight/", include("rangkiang.insight.urls")),
    path("membership/", include("rangkiang.membership.urls")),
    path("exchange/", include("rangkiang.exchange.urls")),
]
