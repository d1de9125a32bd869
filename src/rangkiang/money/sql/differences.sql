-- Every way in which the four lists of a month can disagree, as typed differences. Returns how many are new.
WITH roll AS (
  SELECT r.*, b.state AS bill_state, p.paid_on
  FROM membership_roll r JOIN money_bill b ON b.roll_id = r.id
  LEFT JOIN membership_rollpayment p ON p.roll_id = r.id AND p.voids_id IS NULL
  WHERE r.fund_id = %(fund)s AND r.month = %(month)s
), billed AS (
  SELECT m.person_id, max(m.area) AS area, sum(m.jkk + m.jkm) AS amount
  FROM membership_personmonth m JOIN roll ON roll.id = m.roll_id
  GROUP BY m.person_id HAVING sum(m.jkk + m.jkm) > 0
), enrolled AS (
  SELECT person_id, area FROM membership_enrolment
  WHERE fund_id = %(fund)s AND first_month <= %(month)s AND (last_month IS NULL OR last_month >= %(month)s)
), active AS (
  SELECT person_id, kpj, area FROM money_activemember WHERE fund_id = %(fund)s AND month = %(month)s
), paying AS (  -- the orders that paid this month, each counted in the last month it paid
  SELECT o.id, o.amount, max(r.month) AS month, sum(a.amount) AS allocated, (SELECT amount FROM money_receipt c WHERE c.order_id = o.id) AS received
  FROM money_paymentorder o JOIN money_allocation a ON a.order_id = o.id JOIN membership_roll r ON r.id = a.bill_id
  WHERE o.fund_id = %(fund)s AND o.state = 'paid' GROUP BY o.id
), found (kind, person_id, area, persons, amount) AS (
  SELECT 'missing_at_bpjs', b.person_id, b.area, 1, b.amount FROM billed b
  WHERE EXISTS (SELECT FROM active) AND NOT EXISTS (SELECT FROM active a WHERE a.person_id = b.person_id)
  UNION ALL
  SELECT 'extra_at_bpjs', a.person_id, max(a.area), count(*), 0 FROM active a
  WHERE NOT EXISTS (SELECT FROM billed b WHERE b.person_id = a.person_id) GROUP BY a.person_id
  UNION ALL
  SELECT 'not_billed', CASE WHEN EXISTS (SELECT FROM roll) THEN e.person_id END, max(e.area), count(*), 0 FROM enrolled e
  WHERE NOT EXISTS (SELECT FROM billed b WHERE b.person_id = e.person_id)
  GROUP BY CASE WHEN EXISTS (SELECT FROM roll) THEN e.person_id END
  UNION ALL
  SELECT 'billed_after_death', b.person_id, b.area, 1, b.amount FROM billed b JOIN people_person p ON p.id = b.person_id
  WHERE p.died_on < %(month)s
  UNION ALL  -- two records of one person, both charged for the month, by whatever fund
  SELECT 'billed_twice', b.person_id, b.area, 1, b.amount FROM billed b
  JOIN people_identitylink l ON l.undone_at IS NULL AND l.record_id = b.person_id
  WHERE EXISTS (SELECT FROM membership_personmonth o WHERE o.month = %(month)s AND o.person_id = l.canonical_id
                GROUP BY o.person_id HAVING sum(o.jkk + o.jkm) > 0)
  UNION ALL
  SELECT 'unpaid', NULL, %(area)s, sum(persons), sum(jkk + jkm) FROM roll WHERE paid_on IS NULL HAVING count(*) > 0
  UNION ALL
  SELECT 'payment_differs', NULL, %(area)s, 0, sum(amount - allocated) FROM paying WHERE month = %(month)s
  HAVING sum(amount - allocated) <> 0
  UNION ALL
  SELECT 'receipt_differs', NULL, %(area)s, 0, sum(amount - received) FROM paying WHERE month = %(month)s
  HAVING sum(amount - received) <> 0
), kept AS (
  INSERT INTO money_difference (reconciliation_id, fund_id, month, area, kind, person_id, persons, amount, state, explanation)
  SELECT %(reconciliation)s, %(fund)s, %(month)s, area, kind, person_id, persons, amount, 'open', '' FROM found
  ON CONFLICT (fund_id, month, kind, person_id) DO NOTHING
  RETURNING id
), gone AS (
  UPDATE money_difference d SET state = 'solved', explanation = 'no longer found', closed_by_id = %(by)s, closed_at = rangkiang_now()
  WHERE d.fund_id = %(fund)s AND d.month = %(month)s AND d.state = 'open'
    AND NOT EXISTS (SELECT FROM found f WHERE f.kind = d.kind AND f.person_id IS NOT DISTINCT FROM d.person_id)
)
SELECT count(*) FROM kept
