-- The counts behind each role's questions, in the reader's areas: candidates by what became of them (counted), cards missing, open
-- differences, this month's bill, what is owed by account and paid of it, the last disbursement, who may enter, the background work.
SELECT
  (SELECT jsonb_object_agg(state, n) FROM (SELECT state, count(*) AS n FROM intake_candidate WHERE state = ANY (%(counted)s::text[]) GROUP BY state) c),
  (SELECT count(*) FROM membership_enrolment e WHERE e.kpj IS NULL AND e.last_month IS NULL)::int,
  d.n::int, d.amount::bigint,
  (SELECT b.state FROM money_bill b JOIN membership_roll r ON r.id = b.roll_id
   WHERE r.fund_id = %(fund)s AND r.month = %(month)s AND r.seq = 0),
  o.jkk::bigint, o.jkm::bigint, o.paid::bigint, o.due,
  l.sp2d, l.paid_on, l.amount::bigint,
  (SELECT count(DISTINCT a.user_id) FROM access_assignment a JOIN access_user u ON u.id = a.user_id
   WHERE u.is_active AND a.since <= %(on)s AND (a.until IS NULL OR a.until >= %(on)s))::int,
  j.stuck::int, j.failed::int,
  (SELECT max(month) FROM money_activemember WHERE fund_id = %(fund)s)
FROM (SELECT count(*) AS n, coalesce(sum(amount), 0) AS amount FROM money_difference WHERE state = 'open') d,
     (SELECT coalesce(sum(r.jkk), 0) AS jkk, coalesce(sum(r.jkm), 0) AS jkm, coalesce(sum(a.paid), 0) AS paid, min(b.due_on) AS due
      FROM money_bill b JOIN membership_roll r ON r.id = b.roll_id
      LEFT JOIN LATERAL (SELECT sum(s.amount) AS paid FROM money_allocation s LEFT JOIN money_paymentorder p ON p.id = s.order_id
                         WHERE s.bill_id = b.roll_id AND (p.id IS NULL OR p.state = 'paid')) a ON true
      WHERE b.state = 'issued' AND r.jkk + r.jkm > 0) o,
     (SELECT count(*) FILTER (WHERE state IN ('waiting', 'working') AND started_at < now() - interval '15 minutes') AS stuck,
             count(*) FILTER (WHERE state = 'failed' AND started_at > now() - interval '7 days') AS failed
      FROM platform_job) j
LEFT JOIN LATERAL (SELECT sp2d, paid_on, amount FROM money_paymentorder WHERE state = 'paid'
                   ORDER BY paid_on DESC, recorded_at DESC LIMIT 1) l ON true
