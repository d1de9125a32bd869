-- The papers of every row of a batch were checked when it was read; a row with a warning says so.
INSERT INTO intake_verification (candidate_id, area, kind, result, "on", note, by_id)
SELECT c.id, c.area, 'admin', CASE WHEN w.row IS NULL THEN 'passed' ELSE 'warned' END, %(on)s, '', %(by)s
FROM intake_candidate c
LEFT JOIN (SELECT DISTINCT sheet, row FROM intake_finding WHERE batch_id = %(batch)s AND severity = 'warning') w
  ON w.sheet = c.sheet AND w.row = c.row
WHERE c.batch_id = %(batch)s
