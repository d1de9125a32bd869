"""The addresses of the money room: ?fund= says whose money."""

from __future__ import annotations

from django.urls import path

from . import bpjs_bill_views, difference_views, planning_views, settling_views, statements_views, views, walk_views

app_name = "money"
urlpatterns = [
    path("", views.months, name="months"),
    path("plan/", planning_views.plan, name="plan"),
    path("plan/save/", planning_views.save, name="plan-save"),
    path("plan/<int:key>/", planning_views.saved, name="plan-saved"),
    path("owed/", settling_views.owed, name="owed"),
    path("owed/order/", settling_views.order_several, name="order-several"),
    path("credit/<uuid:key>/refund/", settling_views.ask_refund, name="ask-refund"),
    path("refund/<int:key>/settle/", settling_views.settle_refund, name="settle-refund"),
    path("bill/<uuid:key>/approve/", views.approve, name="approve"),
    path("bill/<uuid:key>/credit/", settling_views.use_credit, name="use-credit"),
    path("order/<uuid:key>/pay/", views.pay, name="pay"),
    path("order/<uuid:key>/receipt/", views.receipt, name="receipt"),
    path("order/<uuid:key>/ask-reversal/", settling_views.ask_reversal, name="ask-reversal"),
    path("reversal/<int:key>/approve/", settling_views.reverse, name="reverse"),
    path("bill/<uuid:key>/", walk_views.bill, name="bill-page"),
    path("order/<uuid:key>/", walk_views.order, name="order-page"),
    path("bill/<uuid:key>/check/", views.check, name="check"),
    path("bill/<uuid:key>/withdraw/", views.withdraw, name="withdraw"),
    path("differences/", difference_views.listed, name="differences"),
    path("difference/<int:key>/assign/", difference_views.assign, name="assign"),
    path("difference/<int:key>/explain/", views.explain, name="explain"),
    path("bpjs-bill/", bpjs_bill_views.bills, name="bpjs-bills"),
    path("bpjs-bill/<uuid:key>/", bpjs_bill_views.bill, name="bpjs-bill"),
    path("bpjs-bill/<uuid:key>/take/", bpjs_bill_views.take, name="take-bpjs-bill"),
    path("bpjs-bill/<uuid:key>/set-aside/", bpjs_bill_views.set_aside, name="set-aside-bpjs-bill"),
    path("statements/", statements_views.statements, name="statements"),
    path("statements/file/<uuid:key>/", statements_views.file, name="statement-file"),
    path("statements/<uuid:key>/", statements_views.statement, name="statement"),
    path("statements/<uuid:key>/look-again/", statements_views.look_again, name="look-again"),
    path("statements/<uuid:key>/set-aside/", statements_views.set_aside, name="set-aside-lines"),
    path("statement-line/<int:key>/bring-back/", statements_views.bring_back, name="bring-back-line"),
    path("match/<int:key>/accept/", statements_views.accept, name="accept-match"),
    path("match/<int:key>/refuse/", statements_views.refuse, name="refuse-match"),
    path("match/<int:key>/undo/", statements_views.undo, name="undo-match"),
    path("<str:month>/", views.month, name="month"),
    path("<str:month>/bill/", views.bill, name="bill"),
    path("<str:month>/order/", views.order, name="order"),
    path("<str:month>/supplement/", settling_views.supplement, name="supplement"),
    path("<str:month>/sign-off/", difference_views.sign_off, name="sign-off"),
    path("<str:month>/close/", settling_views.close, name="close"),
    path("<str:month>/reopen/", settling_views.reopen, name="reopen"),
    path("<str:month>/reconcile/", views.reconcile, name="reconcile"),
]
