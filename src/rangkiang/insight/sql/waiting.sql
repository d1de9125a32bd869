-- What waits for a person, in the reader's areas: of every kind the few that wait longest, each with how many of its kind
-- wait in all and what they come to. A row says where it is done (key, or month and fund), which place it is about, and
-- since when; never a name. A difference that has an owner waits for nobody else: its key says whether that is the reader.
WITH waits AS (
  SELECT 'list_checked' AS code, b.id::text AS key, NULL::date AS month, '' AS fund, b.area, b.checked_on AS since,
         0::bigint AS amount, 1 AS n
  FROM intake_batch b WHERE b.state = 'checked'
  UNION ALL
  SELECT 'candidate_verify', c.batch_id::text, NULL, '', b.area,
         min(c.recorded_at AT TIME ZONE 'Asia/Jakarta')::date, 0, count(*)
  FROM intake_candidate c JOIN intake_batch b ON b.id = c.batch_id WHERE c.state = 'proposed' GROUP BY c.batch_id, b.area
  UNION ALL
  SELECT 'candidate_review', '', NULL, '', c.area, min(c.recorded_at AT TIME ZONE 'Asia/Jakarta')::date, 0, count(*)
  FROM intake_candidate c WHERE c.state = 'review' GROUP BY c.area
  UNION ALL
  SELECT 'decree_draft', d.id::text, NULL, '', d.area, d.dated, 0, 1 FROM decree_decree d WHERE d.state = 'draft'
  UNION ALL
  SELECT CASE b.state WHEN 'draft' THEN 'bill_draft' ELSE 'bill_unpaid' END, '', r.month, f.kind || ':' || f.area, f.area,
         b.due_on, (r.jkk + r.jkm)::bigint, 1
  FROM money_bill b JOIN membership_roll r ON r.id = b.roll_id JOIN programme_fund f ON f.id = r.fund_id
  WHERE b.state IN ('draft', 'issued')
  UNION ALL
  SELECT 'order_draft', '', (SELECT min(r.month) FROM money_allocation a JOIN membership_roll r ON r.id = a.bill_id
                             WHERE a.order_id = o.id),
         f.kind || ':' || f.area, f.area, (o.recorded_at AT TIME ZONE 'Asia/Jakarta')::date, o.amount, 1
  FROM money_paymentorder o JOIN programme_fund f ON f.id = o.fund_id WHERE o.state = 'draft'
  UNION ALL
  SELECT d.kind, whose, d.month, f.kind || ':' || f.area, f.area, d.month, sum(d.amount)::bigint,
         sum(greatest(d.persons, 1))
  FROM money_difference d JOIN programme_fund f ON f.id = d.fund_id CROSS JOIN LATERAL (
    SELECT CASE WHEN d.owner_id = %(reader)s THEN 'mine' WHEN d.owner_id IS NOT NULL THEN 'theirs' ELSE '' END AS whose) o
  WHERE d.state = 'open' GROUP BY d.kind, whose, f.kind, f.area, d.month
  UNION ALL
  SELECT e.kind || '_unclaimed', e.id::text, NULL, '', e.area, coalesce(e.died_on, e.happened_on), 0, 1
  FROM claims_event e WHERE e.state = 'reported'
  UNION ALL
  SELECT 'death_asked', m.id::text, NULL, '', m.area, (m.recorded_at AT TIME ZONE 'Asia/Jakarta')::date, 0, 1
  FROM people_deathmatch m JOIN people_knowndeath d ON d.id = m.death_id AND d.withdrawn_at IS NULL
  WHERE m.state = 'asked'
  UNION ALL
  SELECT 'report_contradicted', e.id::text, NULL, '', e.area, min(t.recorded_at AT TIME ZONE 'Asia/Jakarta')::date, 0, 1
  FROM claims_retold t JOIN claims_event e ON e.id = t.event_id
  WHERE t.settled_at IS NULL AND e.state <> 'closed'
    AND (t.happened_on <> e.happened_on OR t.outcome NOT IN ('', e.outcome)
      OR t.died_on <> coalesce(e.died_on, e.happened_on)) GROUP BY e.id
  UNION ALL
  SELECT 'report_change', c.event_id::text, NULL, '', c.area, (c.recorded_at AT TIME ZONE 'Asia/Jakarta')::date, 0, 1
  FROM claims_change c WHERE c.state = 'open' AND c.asked_by_id <> %(reader)s  -- who asked may not agree
  UNION ALL
  SELECT 'claim_' || CASE WHEN c.state = 'open' AND c.approved_by_id IS NOT NULL THEN 'approved' ELSE c.state END,
         c.id::text, NULL, '', c.area,
         coalesce(c.decided_on, c.submitted_on, (c.recorded_at AT TIME ZONE 'Asia/Jakarta')::date),
         coalesce(c.granted, c.computed)::bigint, 1
  FROM claims_claim c WHERE c.state IN ('review', 'open', 'submitted', 'granted', 'objected')
  UNION ALL
  SELECT 'claim_died_later', c.id::text, NULL, '', c.area, l.since, (c.computed - coalesce(c.granted, 0))::bigint, 1
  FROM claims_died_later() l JOIN claims_claim c ON c.id = l.claim
  WHERE NOT EXISTS (SELECT FROM claims_objection o WHERE o.claim_id = c.id AND o.answered_on IS NULL)
  UNION ALL
  SELECT 'claim_paid', c.id::text, NULL, '', c.area, c.paid_on, paid - handed, 1
  FROM claims_claim c CROSS JOIN LATERAL (
    SELECT (SELECT coalesce(sum(amount), 0) FROM claims_disbursement d WHERE d.claim_id = c.id AND part <> 'beasiswa')::bigint AS paid,
           (SELECT coalesce(sum(amount), 0) FROM claims_handed h WHERE h.claim_id = c.id)::bigint AS handed) money
  WHERE c.paid_on IS NOT NULL AND handed < paid
    AND (handed > 0 OR NOT EXISTS (SELECT FROM claims_handover h WHERE h.claim_id = c.id))
), ranked AS (
  SELECT w.*, sum(n) OVER kind AS in_kind, min(since) OVER kind AS oldest, sum(amount) OVER kind AS of_kind,
         row_number() OVER (kind ORDER BY since, month, key, area) AS place
  FROM (SELECT waits.*, CASE WHEN key IN ('mine', 'theirs') THEN key ELSE '' END AS whose FROM waits) w WINDOW kind AS (PARTITION BY code, whose)
)
SELECT k.code, k.key, k.month, k.fund, coalesce(g.name, '') AS at, k.since, k.amount::bigint, k.n::int, k.in_kind::int,
       k.oldest, k.of_kind::bigint
FROM ranked k LEFT JOIN regions_region g ON g.code = k.area
WHERE k.place <= %(each)s
ORDER BY k.since, k.code, k.place
