"""The addresses of the intake room."""

from __future__ import annotations

from django.urls import path

from . import views

app_name = "intake"
urlpatterns = [
    path("", views.batches, name="batches"),
    path("upload/", views.upload, name="upload"),
    path("review/", views.review, name="review"),
    path("review/<int:key>/", views.decide, name="decide"),
    path("waiting/", views.waiting, name="waiting"),
    path("<uuid:key>/", views.batch, name="batch"),
    path("<uuid:key>/commit/", views.commit, name="commit"),
    path("<uuid:key>/verify/", views.verify, name="verify"),
    path("<uuid:key>/undo/", views.undo, name="undo"),
]
