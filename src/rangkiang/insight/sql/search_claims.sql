-- Reports and claims of persons found by name or number, newest event first, in the reader's areas.
SELECT v.id AS event, c.id AS claim, p.id AS person, p.name, v.kind, v.happened_on, coalesce(c.state, v.state) AS state,
       count(*) OVER () AS total
FROM claims_event v JOIN people_person p ON p.id = v.person_id
LEFT JOIN claims_claim c ON c.event_id = v.id
WHERE ' ' || upper(p.name) || ' ' LIKE ANY (%(w1)s::text[]) AND ' ' || upper(p.name) || ' ' LIKE ANY (%(w2)s::text[])
  AND ' ' || upper(p.name) || ' ' LIKE ANY (%(w3)s::text[]) AND ' ' || upper(p.name) || ' ' LIKE ANY (%(w4)s::text[])
  AND (%(digits)s = '' OR p.nik = %(digits)s OR (%(by_part)s AND p.nik LIKE '%%' || %(digits)s || '%%')
       OR p.id IN (SELECT k.person_id FROM membership_enrolment k WHERE k.kpj LIKE '%%' || %(digits)s || '%%'))
ORDER BY v.happened_on DESC, v.id LIMIT %(limit)s
