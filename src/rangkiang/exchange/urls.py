"""The addresses of the exchange room."""

from __future__ import annotations

from django.urls import path

from . import views

app_name = "exchange"
urlpatterns = [
    path("bpjs/", views.bpjs, name="bpjs"),
    path("upload-list/<int:fund>/", views.upload_list, name="upload-list"),
    path("families/", views.families, name="families"),
    path("families/tell/", views.tell, name="tell"),
    path("letters/<uuid:key>/", views.letter, name="letter"),
]
