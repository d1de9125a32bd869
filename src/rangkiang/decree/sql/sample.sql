-- Lines drawn by the list's own hash, so that nobody chooses them and anybody can draw them again.
SELECT l.line, l.person_id, l.name, l.nik, l.birth_date, l.area, r.name, b.filename, c.row,
       extract(year FROM age(%(first_month)s::date, l.birth_date))::int,
       l.name = c.name AND l.nik = c.nik AND l.birth_date IS NOT DISTINCT FROM c.birth_date AND l.area = c.area,
       c.state IN ('verified', 'decreed'), p.died_on IS NULL
FROM decree_decreeline l
JOIN intake_candidate c ON c.id = l.candidate_id
JOIN intake_batch b ON b.id = c.batch_id
JOIN people_person p ON p.id = l.person_id
LEFT JOIN regions_region r ON r.code = l.area
WHERE l.decree_id = %(decree)s
ORDER BY sha256(convert_to(%(seed)s || l.line, 'UTF8'))
LIMIT %(size)s
