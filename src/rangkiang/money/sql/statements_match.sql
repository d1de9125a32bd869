-- Which payments of a fund the open lines may be: an exact SP2D number before an amount within some days, before a code in
-- the words. Of a line only the strongest sign is proposed; what was refused stays refused. Returns how many were new.
WITH line AS (
  SELECT l.id, l.area, l.kind, l.day, l.amount, CASE l.kind WHEN 'sp2d' THEN %(sp2d_days)s ELSE %(bank_days)s END AS days,
         upper(regexp_replace(l.reference, '\s', '', 'g')) AS reference, upper(l.description || ' ' || l.reference) AS words
  FROM money_statementline l
  WHERE l.fund_id = %(fund)s AND l.direction = 'out' AND l.set_aside_at IS NULL
    AND NOT EXISTS (SELECT FROM money_statementmatch m WHERE m.line_id = l.id AND m.state = 'accepted')
), word AS (
  SELECT DISTINCT line.id AS line_id, w.word FROM line, regexp_split_to_table(line.words || ' ' || line.reference, '[^0-9A-Z/.-]+') w (word)
  WHERE length(w.word) >= 5
), code AS (
  SELECT DISTINCT line.id AS line_id, c.found[1] AS code
  FROM line, regexp_matches(line.words, '(?<![0-9])([0-9]{15}|[0-9]{12})(?![0-9])', 'g') c (found)
), paid AS (
  SELECT o.id, o.amount, o.paid_on, upper(regexp_replace(o.sp2d, '\s', '', 'g')) AS sp2d
  FROM money_paymentorder o WHERE o.fund_id = %(fund)s AND o.state = 'paid'
), bearing AS (  -- the codes that a payment is known by
  SELECT a.order_id, b.billing_code AS code, 3 AS rule FROM money_allocation a JOIN money_bill b ON b.roll_id = a.bill_id
  WHERE a.order_id IN (SELECT id FROM paid) AND b.billing_code <> ''
  UNION
  SELECT c.order_id, v.code, v.rule FROM money_receipt c,
         LATERAL (VALUES (c.billing_code, 3), (c.payment_reference, 4), (c.number, 5)) v (code, rule)
  WHERE c.order_id IN (SELECT id FROM paid)
), sign (line_id, order_id, rule) AS (
  SELECT l.id, p.id, 1 FROM line l JOIN paid p ON p.sp2d = l.reference WHERE p.sp2d <> ''
  UNION
  SELECT w.line_id, p.id, 1 FROM word w JOIN paid p ON p.sp2d = w.word
  UNION
  SELECT l.id, p.id, 2 FROM line l JOIN paid p ON p.amount = l.amount AND l.day BETWEEN p.paid_on - l.days AND p.paid_on + l.days
  UNION
  SELECT c.line_id, b.order_id, b.rule FROM code c JOIN bearing b ON b.code = c.code
), pair AS (
  SELECT s.line_id, s.order_id, min(s.rule) AS best,
         string_agg((ARRAY['sp2d', 'amount', 'billing_code', 'payment_reference', 'receipt'])[s.rule], ' ' ORDER BY s.rule) AS rules
  FROM sign s GROUP BY s.line_id, s.order_id
), ranked AS (
  SELECT pair.*, rank() OVER (PARTITION BY line_id ORDER BY best) AS place FROM pair
), made AS (
  INSERT INTO money_statementmatch (line_id, order_id, area, kind, rules, state, reason)
  SELECT r.line_id, r.order_id, l.area, l.kind, r.rules, 'proposed', '' FROM ranked r JOIN line l ON l.id = r.line_id
  WHERE r.place = 1 AND NOT EXISTS (
    SELECT FROM money_statementmatch m WHERE m.order_id = r.order_id AND m.kind = l.kind AND m.state = 'accepted')
  ON CONFLICT (line_id, order_id) WHERE NOT (state = 'undone') DO NOTHING
  RETURNING id
)
SELECT count(*)::int FROM made
