-- The control totals of the four lists: decree (enrolled for the month, or named and never enrolled), the newest active
-- list, bill, receipt. What an order of
-- several months paid beyond its bills stands in the last of them, until it is used; used credit moves to its new month.
WITH roll AS (
  SELECT r.* FROM membership_roll r JOIN money_bill b ON b.roll_id = r.id
  WHERE r.fund_id = %(fund)s AND r.month = %(month)s AND b.state <> 'withdrawn' AND NOT (r.kind = 'correction' AND b.state = 'draft')
), received AS (
  SELECT o.id, c.amount, max(r.month) FILTER (WHERE a.used_on IS NULL) AS last, sum(a.amount) AS allocated,
         coalesce(sum(a.amount) FILTER (WHERE r.month = %(month)s), 0) AS here
  FROM money_paymentorder o JOIN money_receipt c ON c.order_id = o.id
  JOIN money_allocation a ON a.order_id = o.id JOIN membership_roll r ON r.id = a.bill_id
  WHERE o.fund_id = %(fund)s AND o.state = 'paid' GROUP BY o.id, c.amount
)
INSERT INTO money_reconciliation (fund_id, area, month, seq, decreed, active, billed, billed_amount, received_amount, made_by_id)
SELECT %(fund)s, %(area)s, %(month)s, %(seq)s,
  (SELECT count(*) FROM membership_enrolment WHERE fund_id = %(fund)s AND first_month <= %(month)s
                                               AND (last_month IS NULL OR last_month >= %(month)s))
  + (SELECT count(DISTINCT l.person_id) FROM decree_decreeline l JOIN decree_decree d ON d.id = l.decree_id
     WHERE d.fund_id = %(fund)s AND d.state = 'approved' AND d.first_month <= %(month)s
       AND NOT EXISTS (SELECT FROM membership_enrolment e WHERE e.decree_line_id = l.id)
       AND NOT EXISTS (SELECT FROM membership_enrolment e
                       WHERE e.person_id = l.person_id AND e.fund_id = %(fund)s AND e.first_month <= %(month)s
                         AND (e.last_month IS NULL OR e.last_month >= %(month)s))),
  (SELECT count(*) FROM money_activemember WHERE fund_id = %(fund)s AND month = %(month)s
     AND seq = (SELECT max(seq) FROM money_activemember WHERE fund_id = %(fund)s AND month = %(month)s)),
  coalesce((SELECT sum(persons) FROM roll), 0),
  coalesce((SELECT sum(jkk + jkm) FROM roll), 0),
  coalesce((SELECT sum(here + CASE WHEN last = %(month)s THEN amount - allocated ELSE 0 END) FROM received), 0)
  + coalesce((SELECT sum(CASE WHEN a.bill_id = roll.id THEN a.amount ELSE -a.amount END)
              FROM roll JOIN money_allocation a ON a.credit_id IS NOT NULL AND roll.id IN (a.bill_id, a.credit_id)), 0)
  - coalesce((SELECT sum(f.amount) FROM money_refund f JOIN roll ON roll.id = f.bill_id WHERE f.state = 'received'), 0)
  - coalesce((SELECT sum(f.amount) FROM money_refund f JOIN received o ON o.id = f.order_id
              WHERE f.state = 'received' AND o.last = %(month)s), 0),
  %(by)s
RETURNING id
