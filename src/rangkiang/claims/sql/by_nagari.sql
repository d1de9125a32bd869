-- The claims under way by nagari: how many at which stage, since when the longest waits, and the rupiah that families wait
-- for (granted, or what the law gives as far as it is certain), less what BPJS paid of it already; being late is apart.
SELECT e.area,
       count(*) FILTER (WHERE q.id IS NULL)::int,
       count(*) FILTER (WHERE q.state IN ('review', 'open'))::int,
       count(*) FILTER (WHERE q.state IN ('submitted', 'objected'))::int,
       count(*) FILTER (WHERE q.state = 'granted')::int,
       min(e.happened_on),
       coalesce(sum(greatest(0, coalesce(q.granted, q.computed) - coalesce(d.paid, 0))), 0)::bigint
FROM claims_event e LEFT JOIN claims_claim q ON q.event_id = e.id
LEFT JOIN LATERAL (SELECT sum(amount) AS paid FROM claims_disbursement
                   WHERE claim_id = q.id AND part <> 'tambahan') d ON true
WHERE e.area ^@ %(area)s
  AND CASE WHEN q.id IS NULL THEN e.state = 'reported'
           ELSE q.state IN ('review', 'open', 'submitted', 'objected', 'granted') END
GROUP BY e.area
