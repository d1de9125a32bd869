-- Everything up to a day, and no later than we knew on another. A month counts when its roll was paid.
WITH until AS (
  SELECT coalesce((%(known)s::date + 1)::timestamp AT TIME ZONE 'Asia/Jakarta', 'infinity') AS known
), paid AS (
  SELECT r.id, r.fund_id, r.month, r.persons, r.jkk + r.jkm AS amount
  FROM membership_roll r JOIN membership_rollpayment p ON p.roll_id = r.id, until
  WHERE p.paid_on <= %(on)s AND p.recorded_at < until.known AND p.voids_id IS NULL
    AND NOT EXISTS (SELECT FROM membership_rollpayment v WHERE v.voids_id = p.id AND v.recorded_at < until.known)
), covered AS (  -- a roll counts its lines; a correction takes off what it takes off
  SELECT fund_id, sum(persons) AS persons FROM paid WHERE month = %(month)s GROUP BY fund_id
), granted AS (  -- a claim keeps the fund that covered the event
  SELECT c.id, c.scheme, sum(p.amount) AS granted
  FROM claims_claim c JOIN claims_claimpart p ON p.claim_id = c.id, until
  WHERE c.decided_on <= %(on)s AND p.recorded_at < until.known AND c.fund_id = %(fund)s
    AND NOT EXISTS (SELECT FROM claims_claimpart n  -- granted anew after an objection
                    WHERE n.claim_id = p.claim_id AND n.turn > p.turn AND n.recorded_at < until.known)
  GROUP BY c.id
)
SELECT
  coalesce((SELECT persons FROM covered WHERE fund_id = %(fund)s), 0),
  coalesce((SELECT sum(persons) FROM paid WHERE fund_id = %(fund)s), 0)::bigint,
  coalesce((SELECT sum(amount) FROM paid WHERE fund_id = %(fund)s), 0),
  coalesce((SELECT sum(granted) FROM granted), 0),
  coalesce((SELECT sum(d.amount) FROM claims_disbursement d JOIN granted g ON g.id = d.claim_id, until
            WHERE d.paid_on <= %(on)s AND d.recorded_at < until.known AND d.part <> 'tambahan'), 0),
  (SELECT count(*) FROM granted WHERE scheme = 'jkk'),
  (SELECT count(*) FROM granted WHERE scheme = 'jkm'),
  (SELECT jsonb_object_agg(CASE WHEN alone THEN kind ELSE kind || ':' || area END, persons)
   FROM (SELECT f.kind, f.area, c.persons, count(*) OVER (PARTITION BY f.kind) = 1 AS alone
         FROM covered c JOIN programme_fund f ON f.id = c.fund_id) named),
  (SELECT jsonb_agg(jsonb_build_object('code', kind, 'month', to_char(month, 'YYYY-MM'), 'amount', amount, 'persons', persons)
                    ORDER BY month, kind)
   FROM (SELECT d.kind, d.month, sum(d.amount) AS amount, sum(d.persons) AS persons FROM money_difference d, until
         WHERE d.fund_id = %(fund)s AND d.month <= %(on)s AND d.recorded_at < until.known
           AND (d.state = 'open' OR d.closed_at >= until.known)
         GROUP BY d.kind, d.month) open)
