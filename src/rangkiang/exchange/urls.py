"""The addresses of the exchange room."""

from __future__ import annotations

from django.urls import path

from . import bill_views, views

app_name = "exchange"
urlpatterns = [
    path("bpjs/", views.bpjs, name="bpjs"),
    path("upload-list/<int:fund>/", views.upload_list, name="upload-list"),
    path("families/", views.families, name="families"),
    path("families/print/<int:key>/", views.printed, name="print"),
    path("families/print/<int:key>/pdf/", views.fetch, name="print-file"),
    path("families/tell/", views.tell, name="tell"),
    path("bills/<uuid:key>.xlsx", bill_views.workbook, name="bill-xlsx"),
    path("bills/<uuid:key>.pdf", bill_views.pdf, name="bill-pdf"),
    path("letters/<uuid:key>/", views.letter, name="letter"),
]
