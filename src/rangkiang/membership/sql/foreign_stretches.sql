-- The months that others paid for these persons, as stretches without a gap; a person without any comes back alone.
WITH month AS (
  SELECT DISTINCT person_id, payer, month FROM membership_foreignmonth
  WHERE withdrawn_at IS NULL AND person_id IN (SELECT id FROM people_person WHERE nik = ANY(%(niks)s::text[]))
), numbered AS (
  SELECT month.*, month - row_number() OVER (PARTITION BY person_id, payer ORDER BY month) * interval '1 month' AS stretch FROM month
)
SELECT p.nik, p.id, p.area, n.payer, min(n.month), max(n.month)
FROM people_person p LEFT JOIN numbered n ON n.person_id = p.id
WHERE p.nik = ANY(%(niks)s::text[])
GROUP BY p.nik, p.id, p.area, n.payer, n.stretch
