-- The control totals of the four lists: decree (enrolments of the month), active list, bill, receipt.
INSERT INTO money_reconciliation (fund_id, area, month, seq, decreed, active, billed, billed_amount, received_amount, made_by_id)
SELECT %(fund)s, %(area)s, %(month)s, %(seq)s,
  (SELECT count(*) FROM membership_enrolment WHERE fund_id = %(fund)s AND first_month <= %(month)s
                                               AND (last_month IS NULL OR last_month >= %(month)s)),
  (SELECT count(*) FROM money_activemember WHERE fund_id = %(fund)s AND month = %(month)s),
  coalesce((SELECT sum(persons) FROM membership_roll WHERE fund_id = %(fund)s AND month = %(month)s), 0),
  coalesce((SELECT sum(jkk + jkm) FROM membership_roll WHERE fund_id = %(fund)s AND month = %(month)s), 0),
  coalesce((SELECT sum(c.amount) FROM money_receipt c WHERE c.order_id IN (
              SELECT a.order_id FROM money_allocation a JOIN membership_roll r ON r.id = a.bill_id
              WHERE r.fund_id = %(fund)s AND r.month = %(month)s)), 0),
  %(by)s
RETURNING id
