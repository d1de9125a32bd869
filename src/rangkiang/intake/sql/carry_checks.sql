-- What Dukcapil, BPJS and visitors found of a row goes with the same person into the corrected list, as far as what they
-- looked at is unchanged: that somebody works and is healthy was seen at that place and that work. Photos stay where they are.
INSERT INTO intake_verification (candidate_id, area, kind, result, "on", note, answer_id, by_id, carried_id)
SELECT n.id, n.area, v.kind, v.result, v."on", v.note, v.answer_id, v.by_id, coalesce(v.carried_id, v.id)
FROM intake_candidate o JOIN intake_verification v ON v.candidate_id = o.id AND v.kind <> 'admin'
JOIN intake_candidate n ON n.batch_id = %(new)s AND n.nik = o.nik AND n.name_key = o.name_key
  AND n.birth_date IS NOT DISTINCT FROM o.birth_date AND n.sex IS NOT DISTINCT FROM o.sex
WHERE o.batch_id = %(old)s AND o.state = 'withdrawn' AND o.reason = 'replaced'
  AND (v.result <> 'fit' OR (n.area, n.occupation) = (o.area, o.occupation))
ORDER BY v.id
ON CONFLICT DO NOTHING
