-- Persons by words of a name, or by digits of a NIK or card number, with their newest cover. Areas: row-level security.
SELECT p.id, p.name, p.nik, p.birth_date, p.died_on, p.occupation, p.area, r.name AS place, e.kpj, e.first_month,
       e.last_month, e.exit_reason, count(*) OVER () AS total
FROM people_person p
LEFT JOIN regions_region r ON r.code = p.area
LEFT JOIN LATERAL (SELECT kpj, first_month, last_month, exit_reason FROM membership_enrolment n
                   WHERE n.person_id = p.id ORDER BY n.first_month DESC, n.id DESC LIMIT 1) e ON true
WHERE p.area ^@ %(area)s
  AND (cardinality(%(words)s::text[]) = 0 OR p.name ILIKE ALL (%(words)s::text[]))
  AND (%(digits)s = '' OR p.nik = %(digits)s OR (%(by_part)s AND p.nik LIKE '%%' || %(digits)s || '%%')
       OR EXISTS (SELECT FROM membership_enrolment k WHERE k.person_id = p.id AND k.kpj LIKE '%%' || %(digits)s || '%%'))
ORDER BY p.name, p.id
LIMIT %(limit)s OFFSET %(offset)s
