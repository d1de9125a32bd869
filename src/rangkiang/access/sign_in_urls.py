"""Sign-in, second steps and sessions. Of allauth only these pages have an address: no sign-up, no mail."""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base.views import index
from allauth.usersessions.views import list_usersessions
from django.urls import include, path

urlpatterns = [
    path("sign-in/", account.login, name="sign-in"),
    path("sign-out/", account.logout, name="sign-out"),
    path("sign-in/", account.login, name="account_login"),  # the same pages by the names that allauth asks for
    path("sign-out/", account.logout, name="account_logout"),
    path("sign-in/again/", account.reauthenticate, name="account_reauthenticate"),
    path("safety/", index, name="safety"),
    path("safety/sessions/", list_usersessions, name="usersessions_list"),
    path("safety/", include("allauth.mfa.urls")),
]
