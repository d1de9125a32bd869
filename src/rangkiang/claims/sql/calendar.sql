-- Who must act: every open thing of the claims room in the reader's areas, as (kind, scheme, event, claim, child, person,
-- name, area, since, rupiah). ``since`` is the day on which it began to wait; the law says from it when it is due.
WITH live AS (
  SELECT q.*, e.happened_on, e.died_on, e.kind, e.outcome, p.name, coalesce(l.canonical_id, q.person_id) AS family
  FROM claims_claim q
  JOIN claims_event e ON e.id = q.event_id JOIN people_person p ON p.id = q.person_id
  LEFT JOIN people_identitylink l ON l.record_id = q.person_id AND l.undone_at IS NULL
  WHERE q.area ^@ %(area)s AND q.state <> 'closed'
), scholar AS (  -- children of all the records of one person; the same child on two of them is one
  SELECT live.scheme, live.event_id, live.id AS claim_id, live.person_id, live.name, live.area AS claim_area,
         live.happened_on, c.id, c.area, c.born, c.level, c.chosen, c.ended_on
  FROM live
  JOIN claims_claimpart part ON part.claim_id = live.id AND part.turn = live.turn AND part.code = 'beasiswa'
  CROSS JOIN claims_children_of(live.family) c
  WHERE live.state IN ('granted', 'paid')
)
SELECT CASE e.kind WHEN 'death' THEN 'open_death' ELSE 'open_accident' END, '', e.id, NULL::uuid, NULL::bigint,
       e.person_id, p.name, e.area, e.happened_on, 0::bigint
FROM claims_event e JOIN people_person p ON p.id = e.person_id
WHERE e.state = 'reported' AND e.area ^@ %(area)s
UNION ALL
SELECT 'stage_one', '', e.id, NULL, NULL, e.person_id, p.name, e.area, e.happened_on, 0
FROM claims_event e JOIN people_person p ON p.id = e.person_id
WHERE e.kind = 'accident' AND e.state <> 'closed' AND e.area ^@ %(area)s
  AND NOT EXISTS (SELECT FROM claims_stageone s WHERE s.event_id = e.id)
  AND NOT EXISTS (SELECT FROM claims_claim q WHERE q.event_id = e.id AND q.submitted_on IS NOT NULL)
UNION ALL
SELECT 'suspicion', '', e.id, NULL, NULL, e.person_id, p.name, e.area, s.received_on, 0
FROM claims_stageone s JOIN claims_event e ON e.id = s.event_id JOIN people_person p ON p.id = e.person_id
WHERE s.suspected AND s.decided_on IS NULL AND e.state <> 'closed' AND s.area ^@ %(area)s
UNION ALL
SELECT 'unable', '', e.id, NULL, NULL, e.person_id, p.name, e.area, u.since, 0
FROM claims_unabletowork u JOIN claims_event e ON e.id = u.event_id JOIN people_person p ON p.id = e.person_id
WHERE u.until IS NULL AND e.state <> 'closed' AND u.area ^@ %(area)s
UNION ALL
SELECT CASE WHEN state = 'review' THEN 'review' WHEN state = 'open' AND approved_by_id IS NULL THEN 'approve'
            WHEN state = 'open' THEN 'submit' WHEN state = 'submitted' THEN 'decide' ELSE 'pay' END,
       scheme, event_id, id, NULL, person_id, name, area,
       CASE WHEN state = 'granted' AND turn > 0  -- what an objection added is due from BPJS's new decision
                 AND (paid_on IS NOT NULL OR NOT EXISTS (SELECT FROM claims_claimpart p WHERE p.claim_id = live.id AND p.turn = 0))
            THEN decided_on
            WHEN state IN ('submitted', 'granted') THEN submitted_on ELSE coalesce(died_on, happened_on) END,
       greatest(0, coalesce(granted, computed) - coalesce((SELECT sum(d.amount) FROM claims_disbursement d
                                                           WHERE d.claim_id = live.id AND d.part <> 'tambahan'), 0))::bigint
FROM live WHERE state IN ('review', 'open', 'submitted', 'granted')
UNION ALL
SELECT 'hand_over', scheme, event_id, id, NULL, person_id, name, area, paid_on, paid - handed
FROM live CROSS JOIN LATERAL (
  SELECT (SELECT coalesce(sum(amount), 0) FROM claims_disbursement d WHERE d.claim_id = live.id AND part <> 'beasiswa')::bigint AS paid,
         (SELECT coalesce(sum(amount), 0) FROM claims_handed h WHERE h.claim_id = live.id)::bigint AS handed) money
WHERE paid_on IS NOT NULL AND handed < paid
  AND (handed > 0 OR NOT EXISTS (SELECT FROM claims_handover h WHERE h.claim_id = live.id))
UNION ALL
SELECT 'question', scheme, event_id, live.id, NULL, person_id, name, live.area, a.asked_on, coalesce(granted, computed)
FROM claims_question a JOIN live ON live.id = a.claim_id WHERE a.answered_on IS NULL
UNION ALL
SELECT 'objection', scheme, event_id, live.id, NULL, person_id, name, live.area, o.filed_on, computed
FROM claims_objection o JOIN live ON live.id = o.claim_id WHERE o.answered_on IS NULL
UNION ALL
SELECT 'refused', scheme, event_id, id, NULL, person_id, name, area, decided_on, computed
FROM live WHERE state = 'refused' AND NOT EXISTS (SELECT FROM claims_objection o WHERE o.claim_id = live.id)
UNION ALL
SELECT 'difference', scheme, event_id, id, NULL, person_id, name, area, decided_on, computed - granted
FROM live WHERE state IN ('granted', 'paid') AND granted <> computed
  AND (granted < computed OR decision <> 'review')  -- what the law left open, BPJS has answered
  AND EXISTS (
    SELECT FROM jsonb_each_text(coalesce(live.steps -> 'parts', '{}')) law (code, amount)
    FULL JOIN (SELECT code, amount FROM claims_claimpart WHERE claim_id = live.id AND turn = live.turn) part USING (code)
    WHERE coalesce(law.amount::bigint, 0) <> coalesce(part.amount, 0)
      AND NOT EXISTS (SELECT FROM claims_difference d
                      WHERE d.claim_id = live.id AND d.turn = live.turn AND d.code = coalesce(law.code, part.code)))
UNION ALL
SELECT 'choose', scheme, event_id, claim_id, NULL, person_id, name, claim_area, %(starts)s, 0
FROM scholar WHERE happened_on < %(starts)s
GROUP BY scheme, event_id, claim_id, person_id, name, claim_area
HAVING bool_or(chosen IS NULL)
   AND count(*) FILTER (WHERE ended_on IS NULL AND chosen IS NOT FALSE
                          AND born + make_interval(years => %(age)s) > %(starts)s) > %(most)s
UNION ALL
SELECT CASE WHEN y.id IS NULL AND c.level = '' THEN 'school' WHEN y.id IS NULL THEN 'promote'
            WHEN y.level = '' THEN 'school' WHEN y.confirmed_by_id IS NULL THEN 'class'
            WHEN y.applied_on IS NULL AND scanned.many < %(papers)s THEN 'papers'
            WHEN y.applied_on IS NULL THEN 'apply' ELSE 'scholarship' END,
       c.scheme, c.event_id, c.claim_id, c.id, c.person_id, c.name, c.area,
       CASE WHEN y.applied_on IS NOT NULL THEN y.applied_on ELSE %(starts)s END, 0
FROM scholar c
LEFT JOIN claims_schoolyear y ON y.child_id = c.id AND y.year = %(year)s
LEFT JOIN LATERAL (
  SELECT count(*) FILTER (WHERE m.state IN ('received', 'accepted', 'not_needed')) AS many
  FROM (SELECT DISTINCT ON (m.paper) m.state FROM claims_papermark m
        WHERE m.child_id = c.id AND m.school_year = %(year)s AND m.paper = ANY(%(names)s)
        ORDER BY m.paper, m.id DESC) m) scanned ON true
WHERE c.ended_on IS NULL AND c.chosen IS NOT FALSE AND c.happened_on < %(starts)s
  AND c.born + make_interval(years => %(age)s) > %(starts)s
  AND c.born + make_interval(years => %(school_age)s) <= %(starts)s
  AND NOT EXISTS (SELECT FROM claims_pause p WHERE p.child_id = c.id AND p.until IS NULL)
  AND NOT EXISTS (SELECT FROM claims_disbursement d WHERE d.child_id = c.id AND d.school_year = %(year)s)
UNION ALL
SELECT 'of_age', scheme, event_id, claim_id, id, person_id, name, area, (born + make_interval(years => %(age)s))::date, 0
FROM scholar
WHERE ended_on IS NULL
  AND date_trunc('month', born + make_interval(years => %(age)s)) = date_trunc('month', %(on)s::date)
