-- The papers of every row of a batch were checked when it was read: the note says what was held and what gave a warning.
INSERT INTO intake_verification (candidate_id, area, kind, result, "on", note, by_id)
SELECT c.id, c.area, 'admin', CASE WHEN w.row IS NULL THEN 'passed' ELSE 'warned' END, %(on)s,
       concat_ws(', ', 'Diperiksa: NIK', CASE WHEN c.kk <> '' THEN 'nomor KK' END, 'nama',
                 CASE WHEN c.birth_date IS NOT NULL THEN 'tanggal lahir' END, 'usia', 'nagari')
         || coalesce('. Peringatan: ' || w.about, '') || '.', %(by)s
FROM intake_candidate c
LEFT JOIN (
  SELECT sheet, row, string_agg(DISTINCT coalesce(nullif("column", ''), 'baris'), ', ') AS about
  FROM intake_finding WHERE batch_id = %(batch)s AND severity = 'warning' GROUP BY sheet, row
) w ON w.sheet = c.sheet AND w.row = c.row
WHERE c.batch_id = %(batch)s
