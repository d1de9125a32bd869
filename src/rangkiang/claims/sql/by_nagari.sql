-- The claims under way by nagari: how many at which stage, since when the longest waits, and the rupiah that families wait
-- for (granted, or what the law gives as far as it is certain), less what BPJS paid of it already; being late is apart. Who died of an
-- accident after BPJS decided waits for the difference.
SELECT e.area,
       count(*) FILTER (WHERE q.id IS NULL)::int,
       count(*) FILTER (WHERE q.state IN ('review', 'open'))::int,
       count(*) FILTER (WHERE q.state IN ('submitted', 'objected') OR l.claim IS NOT NULL)::int,
       count(*) FILTER (WHERE q.state = 'granted')::int,
       min(coalesce(e.died_on, e.happened_on)),
       coalesce(sum(greatest(0, CASE WHEN l.claim IS NULL THEN coalesce(q.granted, q.computed) ELSE q.computed END
                                  - coalesce(d.paid, 0))), 0)::bigint
FROM claims_event e LEFT JOIN claims_claim q ON q.event_id = e.id
LEFT JOIN claims_died_later() l ON l.claim = q.id
LEFT JOIN LATERAL (SELECT sum(amount) AS paid FROM claims_disbursement
                   WHERE claim_id = q.id AND part <> 'tambahan') d ON true
WHERE e.area ^@ %(area)s
  AND CASE WHEN q.id IS NULL THEN e.state = 'reported'
           ELSE q.state IN ('review', 'open', 'submitted', 'objected', 'granted') OR l.claim IS NOT NULL END
GROUP BY e.area
