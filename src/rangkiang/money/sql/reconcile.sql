-- The control totals of the four lists of a month, and every way in which they can disagree, as typed differences.
-- Decreed is who is enrolled for the month, or named and never enrolled; active is the newest list. What an order of
-- several months paid beyond its bills stands in the last of them, until it is used; used credit moves to its new month.
-- Returns the comparison's number and how many differences opened: new ones,
-- solved ones that are true again, explained ones that became another difference (these keep the earlier words): other
-- persons, or whatever ``who`` is told of, or more rupiah; where that is not told, another amount.
WITH RECURSIVE roll AS (
  SELECT r.*, b.state AS bill_state, r.jkk + r.jkm AS total,
         coalesce((SELECT sum(a.amount) FROM money_allocation a LEFT JOIN money_paymentorder o ON o.id = a.order_id
                   WHERE a.bill_id = r.id AND (o.id IS NULL OR o.state = 'paid')), 0) AS paid,
         coalesce((SELECT sum(a.amount) FROM money_allocation a WHERE a.credit_id = r.id), 0)
         + coalesce((SELECT sum(f.amount) FROM money_refund f WHERE f.bill_id = r.id AND f.state = 'received'), 0) AS used
  FROM membership_roll r JOIN money_bill b ON b.roll_id = r.id
  WHERE r.fund_id = %(fund)s AND r.month = %(month)s AND b.state <> 'withdrawn'
), billed AS (
  SELECT m.person_id, max(m.area) AS area, sum(m.jkk + m.jkm) AS amount
  FROM membership_personmonth m JOIN roll ON roll.id = m.roll_id
  WHERE m.month = %(month)s
  GROUP BY m.person_id HAVING sum(m.jkk + m.jkm) > 0
), undated AS (
  SELECT record AS person_id FROM people_dead_undated()
), enrolled AS (
  SELECT person_id, area FROM membership_enrolment
  WHERE fund_id = %(fund)s AND first_month <= %(month)s AND (last_month IS NULL OR last_month >= %(month)s)
), decreed AS (  -- named by an approved decree, and nobody enrolled them
  SELECT l.person_id, max(l.area) AS area FROM decree_decreeline l JOIN decree_decree d ON d.id = l.decree_id
  WHERE d.fund_id = %(fund)s AND d.state = 'approved' AND d.first_month <= %(month)s
    AND NOT EXISTS (SELECT FROM membership_enrolment e WHERE e.decree_line_id = l.id)
    AND NOT EXISTS (SELECT FROM enrolled e WHERE e.person_id = l.person_id)
  GROUP BY l.person_id
), active AS (  -- the newest list counts
  SELECT person_id, kpj, area FROM money_activemember WHERE fund_id = %(fund)s AND month = %(month)s
    AND seq = (SELECT max(seq) FROM money_activemember WHERE fund_id = %(fund)s AND month = %(month)s)
), paying AS (  -- the orders that paid this month, each counted in the last month it was drawn up for
  SELECT o.id, o.amount, max(r.month) FILTER (WHERE a.used_on IS NULL) AS month,
         sum(a.amount) + coalesce((SELECT sum(f.amount) FROM money_refund f WHERE f.order_id = o.id AND f.state = 'received'), 0) AS allocated,
         o.amount - sum(a.amount) FILTER (WHERE a.used_on IS NULL) AS beyond,  -- stays the same when it is used
         (SELECT amount FROM money_receipt c WHERE c.order_id = o.id) AS received
  FROM money_paymentorder o JOIN money_allocation a ON a.order_id = o.id JOIN membership_roll r ON r.id = a.bill_id
  WHERE o.fund_id = %(fund)s AND o.state = 'paid' GROUP BY o.id
), link AS (
  SELECT record_id, canonical_id FROM people_identitylink WHERE undone_at IS NULL
), joined (person_id, root) AS (  -- every joined record with the one at the end of its links
  SELECT canonical_id, canonical_id FROM link WHERE canonical_id NOT IN (SELECT record_id FROM link)
  UNION
  SELECT l.record_id, j.root FROM link l JOIN joined j ON j.person_id = l.canonical_id
), charged AS (  -- by whatever fund; few are joined, so they are looked up, not read past everybody's months
  SELECT j.person_id, j.root FROM joined j JOIN membership_personmonth o ON o.person_id = j.person_id
  WHERE o.month = %(month)s AND o.person_id = ANY (ARRAY(SELECT person_id FROM joined))
  GROUP BY j.person_id, j.root HAVING sum(o.jkk + o.jkm) > 0
), told AS (
  SELECT id, lines, total, coalesce(told_persons, lines) AS told_persons, coalesce(told_total, total) AS told_total
  FROM money_bpjsbill WHERE fund_id = %(fund)s AND month = %(month)s AND state = 'standing'
), moved AS (  -- what the bank and SIPD tell of this month
  SELECT l.id, l.amount, (SELECT o.amount FROM money_statementmatch m JOIN money_paymentorder o ON o.id = m.order_id
                    WHERE m.line_id = l.id AND m.state = 'accepted' AND o.state = 'paid') AS matched, l.kind
  FROM money_statementline l WHERE l.fund_id = %(fund)s AND l.set_aside_at IS NULL
    AND l.day >= %(month)s AND l.day < (%(month)s::date + interval '1 month')
), standing AS (  -- a correction that waits for approval counts in no total
  SELECT * FROM roll WHERE NOT (kind = 'correction' AND bill_state = 'draft')
), received AS (
  SELECT o.id, c.amount, max(r.month) FILTER (WHERE a.used_on IS NULL) AS last, sum(a.amount) AS allocated,
         coalesce(sum(a.amount) FILTER (WHERE r.month = %(month)s), 0) AS here
  FROM money_paymentorder o JOIN money_receipt c ON c.order_id = o.id
  JOIN money_allocation a ON a.order_id = o.id JOIN membership_roll r ON r.id = a.bill_id
  WHERE o.fund_id = %(fund)s AND o.state = 'paid' GROUP BY o.id, c.amount
), made AS (
  INSERT INTO money_reconciliation (fund_id, area, month, seq, decreed, active, billed, billed_amount, received_amount, made_by_id)
  SELECT %(fund)s, %(area)s, %(month)s, %(seq)s,
    (SELECT count(*) FROM enrolled) + (SELECT count(*) FROM decreed), (SELECT count(*) FROM active),
    coalesce((SELECT sum(persons) FROM standing), 0), coalesce((SELECT sum(total) FROM standing), 0),
    coalesce((SELECT sum(here + CASE WHEN last = %(month)s THEN amount - allocated ELSE 0 END) FROM received), 0)
    + coalesce((SELECT sum(CASE WHEN a.bill_id = s.id THEN a.amount ELSE -a.amount END)
                FROM standing s JOIN money_allocation a ON a.credit_id IS NOT NULL AND s.id IN (a.bill_id, a.credit_id)), 0)
    - coalesce((SELECT sum(f.amount) FROM money_refund f JOIN standing s ON s.id = f.bill_id WHERE f.state = 'received'), 0)
    - coalesce((SELECT sum(f.amount) FROM money_refund f JOIN received o ON o.id = f.order_id
                WHERE f.state = 'received' AND o.last = %(month)s), 0),
    %(by)s
  RETURNING id
), found (kind, person_id, area, persons, amount, who) AS (
  SELECT 'missing_at_bpjs', b.person_id, b.area, 1, b.amount, '' FROM billed b
  WHERE EXISTS (SELECT FROM active) AND NOT EXISTS (SELECT FROM active a WHERE a.person_id = b.person_id)
  UNION ALL
  SELECT 'active_list_missing', NULL, %(area)s, count(*), sum(amount), '' FROM billed
  WHERE NOT EXISTS (SELECT FROM active) HAVING count(*) > 0
  UNION ALL
  SELECT 'decreed_not_enrolled', person_id, area, 1, 0, '' FROM decreed
  UNION ALL
  SELECT 'extra_at_bpjs', a.person_id, max(a.area), count(*), 0, md5(string_agg(a.kpj, ',' ORDER BY a.kpj)) FROM active a
  WHERE NOT EXISTS (SELECT FROM billed b WHERE b.person_id = a.person_id) GROUP BY a.person_id
  UNION ALL
  SELECT 'not_billed', CASE WHEN EXISTS (SELECT FROM roll) THEN e.person_id END, max(e.area), count(*), 0,
         md5(string_agg(e.person_id::text, ',' ORDER BY e.person_id)) FROM enrolled e
  WHERE NOT EXISTS (SELECT FROM billed b WHERE b.person_id = e.person_id)
    AND e.person_id NOT IN (SELECT person_id FROM undated)
  GROUP BY CASE WHEN EXISTS (SELECT FROM roll) THEN e.person_id END
  UNION ALL
  SELECT 'held_undated', person_id, max(area), 1, 0, '' FROM enrolled
  WHERE person_id IN (SELECT person_id FROM undated) AND person_id NOT IN (SELECT person_id FROM billed) GROUP BY person_id
  UNION ALL
  SELECT 'billed_after_death', b.person_id, b.area, 1, b.amount, '' FROM billed b JOIN people_person p ON p.id = b.person_id
  WHERE p.died_on < %(month)s
  UNION ALL  -- several records of one person charged for the month: all but the first
  SELECT 'billed_twice', b.person_id, b.area, 1, b.amount, '' FROM billed b JOIN charged c ON c.person_id = b.person_id
  WHERE EXISTS (SELECT FROM charged o WHERE o.root = c.root AND o.person_id < c.person_id)
  UNION ALL
  SELECT 'unpaid', NULL, %(area)s, sum(persons), sum(total - paid), '' FROM roll
  WHERE bill_state <> 'settled' AND total > 0 HAVING count(*) > 0
  UNION ALL
  SELECT 'credit_open', NULL, %(area)s, 0, sum(-total - used), '' FROM roll
  WHERE bill_state = 'issued' AND total < 0 HAVING count(*) > 0
  UNION ALL
  SELECT 'payment_differs', NULL, %(area)s, 0, sum(abs(amount - allocated)),
         md5(string_agg(id || ' ' || beyond, ',' ORDER BY id) FILTER (WHERE beyond <> 0)) FROM paying WHERE month = %(month)s
  HAVING sum(abs(amount - allocated)) > 0  -- without abs, too much here would hide too little there
  UNION ALL
  SELECT 'receipt_differs', NULL, %(area)s, 0, sum(abs(amount - received)),
         md5(string_agg(id || ' ' || (amount - received), ',' ORDER BY id) FILTER (WHERE amount <> received)) FROM paying
  WHERE month = %(month)s HAVING sum(abs(amount - received)) > 0
  UNION ALL
  SELECT 'receipt_missing', NULL, %(area)s, 0, sum(amount), md5(string_agg(id || ' ' || amount, ',' ORDER BY id)) FROM paying
  WHERE month = %(month)s AND received IS NULL HAVING count(*) > 0
  UNION ALL  -- BPJS's own bill, line by line
  SELECT c.kind, c.person_id, coalesce(max(c.area), %(area)s), count(*), sum(c.amount), ''
  FROM money_bpjs_compared(%(fund)s, %(month)s, ARRAY(SELECT id FROM told)) c WHERE c.kind <> 'agrees' GROUP BY c.kind, c.person_id
  UNION ALL
  SELECT 'bpjs_total', NULL, %(area)s, sum(abs(told_persons - lines)), sum(abs(told_total - total)), '' FROM told
  HAVING sum(abs(told_persons - lines)) > 0 OR sum(abs(told_total - total)) > 0
  UNION ALL
  SELECT 'statement_unmatched', NULL, %(area)s, 0, sum(amount), md5(string_agg(id::text, ',' ORDER BY id)) FROM moved
  WHERE matched IS NULL HAVING count(*) > 0
  UNION ALL
  SELECT 'statement_differs', NULL, %(area)s, 0, sum(abs(amount - matched)),
         md5(string_agg(id || ' ' || (amount - matched), ',' ORDER BY id)) FROM moved WHERE amount <> matched HAVING count(*) > 0
  UNION ALL  -- only where the bank's statement was handed in
  SELECT 'payment_unseen', NULL, %(area)s, 0, sum(o.amount), md5(string_agg(o.id::text, ',' ORDER BY o.id))
  FROM money_paymentorder o
  WHERE o.fund_id = %(fund)s AND o.state = 'paid' AND o.paid_on >= %(month)s AND o.paid_on < (%(month)s::date + interval '1 month')
    AND EXISTS (SELECT FROM moved WHERE kind = 'bank')
    AND NOT EXISTS (SELECT FROM money_statementmatch m WHERE m.order_id = o.id AND m.kind = 'bank' AND m.state = 'accepted')
  HAVING count(*) > 0
), kept AS (
  INSERT INTO money_difference AS d (reconciliation_id, fund_id, month, area, kind, person_id, persons, amount, who, state, explanation)
  SELECT (SELECT id FROM made), %(fund)s, %(month)s, area, kind, person_id, persons, amount, who, 'open', '' FROM found
  ON CONFLICT (fund_id, month, kind, person_id) DO UPDATE
  SET reconciliation_id = excluded.reconciliation_id, persons = excluded.persons, amount = excluded.amount, who = excluded.who, state = 'open',
      explanation = CASE d.state WHEN 'solved' THEN '' ELSE d.explanation END, closed_by_id = NULL, closed_at = NULL,
      due_on = NULL, signed_by_id = NULL, signed_at = NULL
  WHERE d.state = 'solved' OR d.persons <> excluded.persons OR d.who <> excluded.who
     OR (d.amount <> excluded.amount AND (d.state = 'open' OR d.who = '' OR d.amount < excluded.amount))
  RETURNING d.id
), gone AS (
  UPDATE money_difference d SET state = 'solved', explanation = %(gone)s, closed_by_id = %(by)s, closed_at = rangkiang_now()
  WHERE d.fund_id = %(fund)s AND d.month = %(month)s AND d.state = 'open'
    AND NOT EXISTS (SELECT FROM found f WHERE f.kind = d.kind AND coalesce(f.person_id, 0) = coalesce(d.person_id, 0))
)
SELECT (SELECT id FROM made), count(*) FROM kept LEFT JOIN money_difference before ON before.id = kept.id  -- as it was before this statement
WHERE before.state IS DISTINCT FROM 'open'
