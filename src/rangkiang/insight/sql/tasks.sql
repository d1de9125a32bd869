-- What waits for a person, in the reader's areas: (code, how many, the oldest day, rupiah or 0).
SELECT 'list_checked', count(*)::int, min(checked_on), 0::bigint FROM intake_batch WHERE state = 'checked'
UNION ALL
SELECT CASE state WHEN 'review' THEN 'candidate_review' ELSE 'candidate_verify' END, count(*)::int,
       min(recorded_at AT TIME ZONE 'Asia/Jakarta')::date, 0
FROM intake_candidate WHERE state IN ('review', 'proposed') GROUP BY state
UNION ALL
SELECT 'decree_draft', count(*)::int, min(dated), 0 FROM decree_decree WHERE state = 'draft'
UNION ALL
SELECT CASE b.state WHEN 'draft' THEN 'bill_draft' ELSE 'bill_unpaid' END, count(*)::int, min(b.due_on), sum(r.jkk + r.jkm)::bigint
FROM money_bill b JOIN membership_roll r ON r.id = b.roll_id WHERE b.state IN ('draft', 'issued') GROUP BY b.state
UNION ALL
SELECT 'order_draft', count(*)::int, min(recorded_at AT TIME ZONE 'Asia/Jakarta')::date, sum(amount)::bigint
FROM money_paymentorder WHERE state = 'draft'
UNION ALL
SELECT 'death_unclaimed', count(*)::int, min(happened_on), 0 FROM claims_event WHERE state = 'reported' AND kind = 'death'
UNION ALL
SELECT 'accident_unclaimed', count(*)::int, min(happened_on), 0 FROM claims_event WHERE state = 'reported' AND kind = 'accident'
UNION ALL
SELECT 'claim_' || CASE WHEN state = 'open' AND approved_by_id IS NOT NULL THEN 'approved' ELSE state END, count(*)::int,
       min(coalesce(decided_on, submitted_on, (recorded_at AT TIME ZONE 'Asia/Jakarta')::date)), sum(coalesce(granted, computed))::bigint
FROM claims_claim WHERE state IN ('review', 'open', 'submitted', 'granted') GROUP BY 1
UNION ALL
SELECT 'claim_paid', count(*)::int, min(paid_on), sum(granted)::bigint
FROM claims_claim c WHERE state = 'paid' AND NOT EXISTS (SELECT FROM claims_handover h WHERE h.claim_id = c.id)
