-- A list of the dead or of the covered counts no more: whom screening stopped because of it is proposed again. Whoever a
-- person refused stays refused. Returns the batches to screen.
WITH told AS (
  SELECT nik, birth_date, true AS dead FROM people_knowndeath WHERE evidence = %(batch)s
  UNION
  SELECT nik, NULL, false FROM people_knowncover WHERE evidence = %(batch)s
), whole AS (
  SELECT nik, dead FROM told
  UNION
  SELECT o.nik, t.dead FROM told t JOIN people_person p ON p.nik = t.nik
  JOIN people_identitylink l ON p.id IN (l.record_id, l.canonical_id) AND l.undone_at IS NULL
  JOIN people_person o ON o.id IN (l.record_id, l.canonical_id)
), beside AS (
  SELECT l.candidate_id FROM intake_likeness l
  LEFT JOIN people_knowndeath d ON d.id = l.death_id LEFT JOIN people_knowncover k ON k.id = l.cover_id
  WHERE %(batch)s IN (d.evidence, k.evidence)
), back AS (
  UPDATE intake_candidate c SET state = 'proposed', reason = '', evidence = '', decided_at = NULL
  FROM intake_batch b
  WHERE b.id = c.batch_id AND b.state = 'committed' AND c.decided_by_id IS NULL
    AND (c.state = 'refused' AND c.reason = 'died' AND c.nik IN (SELECT nik FROM whole WHERE dead)
         OR c.state = 'refused' AND c.reason = 'covered_by_others' AND c.nik IN (SELECT nik FROM whole WHERE NOT dead)
         OR c.state = 'review' AND c.reason = 'nik_of_another' AND c.nik IN (SELECT nik FROM whole)
         OR c.state = 'review' AND c.reason = 'death_alike' AND c.birth_date IN (SELECT birth_date FROM told)
         OR c.state = 'review' AND c.reason IN ('nik_of_another', 'cover_alike', 'death_alike') AND c.id IN (SELECT candidate_id FROM beside))
  RETURNING c.batch_id
)
SELECT DISTINCT batch_id FROM back
