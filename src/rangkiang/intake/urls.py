"""The addresses of the intake room."""

from __future__ import annotations

from django.urls import path

from . import check_views, review_views, views

app_name = "intake"
urlpatterns = [
    path("", views.batches, name="batches"),
    path("upload/", views.upload, name="upload"),
    path("review/", review_views.review, name="review"),
    path("review/<int:key>/", review_views.decide, name="decide"),
    path("review/<int:key>/compare/", review_views.compare, name="compare"),
    path("review/pair/<int:key>/", review_views.judge, name="judge"),
    path("joins/", review_views.joins, name="joins"),
    path("joins/<int:key>/confirm/", review_views.confirm, name="confirm"),
    path("joins/<int:key>/decline/", review_views.decline, name="decline"),
    path("joins/<int:key>/part/", review_views.part, name="part"),
    path("visits/", check_views.visits, name="visits"),
    path("candidate/<int:key>/", check_views.candidate, name="candidate"),
    path("candidate/<int:key>/visit/", check_views.visit, name="visit"),
    path("candidate/<int:key>/nik/", check_views.reveal, name="reveal"),
    path("proof/<int:key>/", check_views.proof, name="proof"),
    path("cover/", check_views.cover, name="cover"),
    path("answers/", check_views.answers, name="answers"),
    path("waiting/", views.waiting, name="waiting"),
    path("<uuid:key>/", views.batch, name="batch"),
    path("<uuid:key>/columns/", views.columns, name="columns"),
    path("<uuid:key>/preview/", views.preview, name="preview"),
    path("<uuid:key>/commit/", views.commit, name="commit"),
    path("<uuid:key>/take/", views.take, name="take"),
    path("<uuid:key>/verify/", views.verify, name="verify"),
    path("<uuid:key>/undo/", views.undo, name="undo"),
    path("<uuid:key>/hand-over/", views.hand_over, name="hand_over"),
    path("<uuid:key>/annotated/", views.annotated, name="annotated"),
    path("<uuid:key>/enquiry/<str:kind>/", check_views.enquiry, name="enquiry"),
    path("<uuid:key>/results/", check_views.results, name="results"),
]
