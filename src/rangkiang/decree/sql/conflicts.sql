-- Lines whose person, by whatever record or NIK, one of our funds covers already in the decree's months; not by this decree.
WITH RECURSIVE link AS (
  SELECT record_id, canonical_id FROM people_identitylink WHERE undone_at IS NULL
), joined (person_id, root) AS (
  SELECT canonical_id, canonical_id FROM link WHERE canonical_id NOT IN (SELECT record_id FROM link)
  UNION
  SELECT l.record_id, j.root FROM link l JOIN joined j ON j.person_id = l.canonical_id
), line AS (
  SELECT l.line, l.person_id, l.name, coalesce(j.root, l.person_id) AS root
  FROM decree_decreeline l LEFT JOIN joined j ON j.person_id = l.person_id WHERE l.decree_id = %(decree)s
), record AS (
  SELECT line.line, coalesce(j.person_id, line.person_id) AS person_id
  FROM line LEFT JOIN joined j ON j.root = line.root
), cover AS (
  SELECT record.line, k.payer, k.first_month, k.last_month
  FROM record JOIN people_person p ON p.id = record.person_id JOIN people_knowncover k ON k.nik = p.nik
  WHERE k.ours AND k.withdrawn_at IS NULL AND (k.last_month IS NULL OR k.last_month >= %(first_month)s)
    AND NOT (k.payer = %(payer)s AND k.first_month = %(first_month)s AND k.source = 'decree' AND %(enrolled)s)
)
SELECT line.line, line.person_id, line.name, c.payer, c.first_month, c.last_month
FROM line JOIN cover c ON c.line = line.line GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1, 5
