-- Answers into the table, and what follows from each; on whom something rests is counted, not moved. A death that is told
-- here is known from now on.
WITH RECURSIVE told AS (
  SELECT * FROM unnest(%(candidates)s::bigint[], %(results)s::text[], %(notes)s::text[]) AS g (id, result, note)
), heir (id, at) AS (  -- a corrected list may have taken the row's place meanwhile: the same person's row there is meant too
  SELECT id, id FROM told
  UNION
  SELECT h.id, n.id FROM heir h JOIN intake_candidate o ON o.id = h.at AND o.state = 'withdrawn' AND o.reason = 'replaced'
  JOIN intake_batch b ON b.replaces_id = o.batch_id AND b.state <> 'undone'
  JOIN intake_candidate n ON n.batch_id = b.id AND n.nik = o.nik AND n.name_key = o.name_key
    AND n.birth_date IS NOT DISTINCT FROM o.birth_date AND n.sex IS NOT DISTINCT FROM o.sex
), given AS (
  SELECT DISTINCT ON (h.at) h.at AS id, t.result, t.note, h.id AS asked FROM heir h JOIN told t ON t.id = h.id ORDER BY h.at, h.id DESC
), follows AS (
  SELECT * FROM unnest(%(codes)s::text[], %(states)s::text[], %(reasons)s::text[]) AS f (result, state, reason)
), noted AS (
  INSERT INTO intake_verification (candidate_id, area, kind, result, "on", note, answer_id, by_id)
  SELECT g.id, c.area, %(kind)s, g.result, %(on)s, g.note, %(answer)s, %(by)s
  FROM given g JOIN intake_candidate c ON c.id = g.id
  ON CONFLICT DO NOTHING
  RETURNING candidate_id, result
), held AS (
  SELECT n.candidate_id FROM noted n JOIN intake_candidate c ON c.id = n.candidate_id WHERE c.held <> ''
), dead AS (
  INSERT INTO people_knowndeath (nik, kk, name, name_key, birth_date, sex, mother, died_on, area, source, evidence)
  SELECT c.nik, c.kk, c.name, c.name_key, c.birth_date, c.sex, coalesce(c.mother, ''), NULL, c.area, %(kind)s, %(answer)s
  FROM noted n JOIN intake_candidate c ON c.id = n.candidate_id WHERE n.result = 'died'
  ON CONFLICT DO NOTHING
), moved AS (
  UPDATE intake_candidate c
  SET state = f.state, reason = f.reason, evidence = g.note,
      decided_by_id = CASE WHEN f.state = 'refused' THEN %(by)s END,
      decided_at = CASE WHEN f.state = 'refused' THEN rangkiang_now() END
  FROM noted n JOIN follows f ON f.result = n.result JOIN given g ON g.id = n.candidate_id
  WHERE c.id = n.candidate_id AND c.state IN ('proposed', 'review', 'verified')
    AND c.id NOT IN (SELECT candidate_id FROM held)
    AND (f.state = 'refused' OR c.state <> 'review')  -- a doubt of its own stays the doubt
)
SELECT (SELECT count(DISTINCT g.asked) FROM noted n JOIN given g ON g.id = n.candidate_id)::int, (SELECT count(*) FROM held)::int
