"""The addresses of a case's papers, heirs and letters."""

from __future__ import annotations

from django.urls import path

from . import documents_views, heirs_views, letters_views

urlpatterns = [
    path("events/<uuid:key>/papers/", documents_views.papers, name="papers"),
    path("events/<uuid:key>/papers/file/", documents_views.file, name="file"),
    path("events/<uuid:key>/papers/mark/", documents_views.mark, name="mark"),
    path("documents/<uuid:key>/", documents_views.document, name="document"),
    path("events/<uuid:key>/heirs/", heirs_views.family, name="heirs"),
    path("events/<uuid:key>/heirs/add/", heirs_views.add, name="heir-add"),
    path("heirs/<int:key>/withdraw/", heirs_views.withdraw, name="heir-withdraw"),
    path("heirs/<int:key>/guardian/", heirs_views.guardian, name="heir-guardian"),
    path("heirs/<int:key>/ask/", heirs_views.ask, name="heir-ask"),
    path("heirs/<int:key>/account/", heirs_views.account, name="heir-account"),
    path("accounts/<int:key>/answer/", heirs_views.answer, name="account-answer"),
    path("events/<uuid:key>/letters/", letters_views.listed, name="letters"),
    path("events/<uuid:key>/letters/issue/", letters_views.issue, name="letter-issue"),
    path("letters/<int:key>/", letters_views.letter, name="letter"),
    path("<uuid:key>/shares/", heirs_views.shares, name="shares"),
    path("<uuid:key>/handed/", heirs_views.handed, name="handed"),
]
