"""The addresses of the claims room."""

from __future__ import annotations

from django.urls import include, path

from . import calendar_views, care_views, decision_views, field_views, school_views, views

app_name = "claims"
urlpatterns = [
    path("", include("rangkiang.claims.watch_urls")),
    path("", include("rangkiang.claims.case_urls")),
    path("", views.board, name="board"),
    path("nagari/", calendar_views.by_nagari, name="by-nagari"),
    path("calendar/", calendar_views.calendar, name="calendar"),
    path("report/", views.report, name="report"),
    path("report/offline/", field_views.offline, name="offline"),
    path("report/send/", field_views.send, name="send-report"),
    path("school/", school_views.board, name="school"),
    path("school/promote/", school_views.promote, name="promote"),
    path("school/confirm/", school_views.confirm, name="confirm-classes"),
    path("children/<int:key>/", school_views.page, name="scholar"),
    path("children/<int:key>/class/", school_views.set_class, name="set-class"),
    path("children/<int:key>/papers/", school_views.papers, name="year-papers"),
    path("children/<int:key>/apply/", school_views.apply_year, name="apply-year"),
    path("children/<int:key>/choose/", school_views.choose, name="choose"),
    path("children/<int:key>/rest/", school_views.rest, name="rest"),
    path("children/<int:key>/resume/", school_views.resume, name="resume"),
    path("children/<int:key>/end/", school_views.end, name="end-scholarship"),
    path("questions/<int:key>/answer/", decision_views.answer, name="answer"),
    path("objections/<int:key>/answer/", decision_views.answer_objection, name="answer-objection"),
    path("receipts/<int:key>/withdraw/", care_views.withdraw, name="withdraw-receipt"),
    path("events/<uuid:key>/care/", care_views.page, name="care"),
    path("events/<uuid:key>/care/stage-one/", care_views.stage_one, name="stage-one"),
    path("events/<uuid:key>/care/suspicion/", care_views.suspicion, name="suspicion"),
    path("events/<uuid:key>/care/guarantee/", care_views.guarantee, name="guarantee"),
    path("events/<uuid:key>/care/receipt/", care_views.receipt, name="receipt"),
    path("events/<uuid:key>/care/unable/", care_views.unable, name="unable"),
    path("events/<uuid:key>/care/rate/", care_views.rate, name="rate"),
    path("events/<uuid:key>/care/step/", care_views.step, name="care-step"),
    path("events/<uuid:key>/notify/", views.notify, name="notify"),
    path("events/<uuid:key>/other-death/", decision_views.as_other_death, name="other-death"),
    path("events/<uuid:key>/", views.event, name="event"),
    path("events/<uuid:key>/describe/", views.describe, name="describe"),
    path("events/<uuid:key>/retract/", views.retract, name="retract"),
    path("events/<uuid:key>/child/", views.add_child, name="add-child"),
    path("events/<uuid:key>/open/", views.open_claim, name="open"),
    path("<uuid:key>/", views.page, name="page"),
    path("<uuid:key>/recompute/", decision_views.recompute, name="recompute"),
    path("<uuid:key>/ask/", decision_views.ask, name="ask"),
    path("<uuid:key>/explain/", decision_views.explain, name="explain"),
    path("<uuid:key>/object/", decision_views.object_to, name="object"),
    path("<uuid:key>/approve/", views.approve, name="approve"),
    path("<uuid:key>/submit/", views.submit, name="submit"),
    path("<uuid:key>/decide/", views.decide, name="decide"),
    path("<uuid:key>/pay/", views.pay, name="pay"),
    path("<uuid:key>/scholarship/", views.scholarship, name="scholarship"),
    path("<uuid:key>/close/", views.close, name="close"),
]
