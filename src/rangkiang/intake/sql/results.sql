-- Every candidate of a batch with the newest word of each check and what was decided.
WITH newest AS (
  SELECT DISTINCT ON (v.candidate_id, v.kind) v.candidate_id, v.kind, v.result, v."on", v.note,
         coalesce(nullif(trim(u.first_name || ' ' || u.last_name), ''), u.username) AS officer,
         EXISTS (SELECT FROM intake_proof p WHERE p.verification_id IN (v.id, v.carried_id)) AS proof
  FROM intake_verification v JOIN access_user u ON u.id = v.by_id JOIN intake_candidate c ON c.id = v.candidate_id
  WHERE c.batch_id = %(batch)s
  ORDER BY v.candidate_id, v.kind, v."on" DESC, v.id DESC
), of_nik AS (
  SELECT sheet, row, array_agg(DISTINCT code) AS codes FROM intake_finding
  WHERE batch_id = %(batch)s AND code LIKE 'nik!_%%' ESCAPE '!' GROUP BY sheet, row
)
SELECT c.id, c.nik, c.name, b.sender, c.birth_date, a.result, d.result, j.result, f.result, f.officer, f."on", f.proof,
       c.state, c.reason, c.evidence, b.checked_on, n.codes, c.sex
FROM intake_candidate c JOIN intake_batch b ON b.id = c.batch_id
LEFT JOIN newest a ON a.candidate_id = c.id AND a.kind = 'admin'
LEFT JOIN newest d ON d.candidate_id = c.id AND d.kind = 'dukcapil'
LEFT JOIN newest j ON j.candidate_id = c.id AND j.kind = 'bpjs'
LEFT JOIN newest f ON f.candidate_id = c.id AND f.kind = 'field'
LEFT JOIN of_nik n ON n.sheet = c.sheet AND n.row = c.row
WHERE c.batch_id = %(batch)s
ORDER BY c.sheet, c.row
