-- Deaths under way, longest ago first, each with the office that answers for it, the one of the programme that covered,
-- and with the day since which it stands where it stands. Who died of an accident after BPJS decided is under way again.
SELECT e.id, c.id, p.name, e.area, coalesce(e.died_on, e.happened_on), e.source,
       CASE WHEN l.claim IS NULL THEN coalesce(c.state, e.state)
            WHEN EXISTS (SELECT FROM claims_objection o WHERE o.claim_id = c.id AND o.answered_on IS NULL) THEN 'objected'
            ELSE 'died_later' END,
       c.approved_by_id IS NOT NULL, coalesce(owner.owner_office, ''), coalesce(c.scheme, ''), c.submitted_on,
       CASE WHEN c.id IS NULL THEN e.reported_on
            WHEN l.claim IS NOT NULL THEN l.since
            WHEN c.state = 'objected' THEN (SELECT max(o.filed_on) FROM claims_objection o WHERE o.claim_id = c.id)
            ELSE coalesce(c.decided_on, c.submitted_on, (coalesce(c.approved_at, c.recorded_at) AT TIME ZONE
                          'Asia/Jakarta')::date) END
FROM claims_event e JOIN people_person p ON p.id = e.person_id LEFT JOIN claims_claim c ON c.event_id = e.id
LEFT JOIN claims_died_later() l ON l.claim = c.id
LEFT JOIN LATERAL (
  SELECT g.owner_office FROM membership_enrolment n JOIN programme_fund f ON f.id = n.fund_id
  JOIN programme_programme g ON g.id = f.programme_id
  WHERE n.person_id = e.person_id OR n.person_id IN (
    SELECT l.record_id FROM people_identitylink l WHERE l.canonical_id = e.person_id AND l.undone_at IS NULL)
  ORDER BY n.first_month DESC LIMIT 1
) owner ON true
WHERE e.outcome = 'death' AND e.area ^@ %(area)s
  AND (l.claim IS NOT NULL OR coalesce(c.state, e.state) NOT IN ('paid', 'refused', 'closed'))
ORDER BY 5, e.id
