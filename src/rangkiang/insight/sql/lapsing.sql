-- One page of the persons who would lapse by a plan, by name. Which of them the reader sees: row-level security.
SELECT p.id, p.name, p.nik, p.birth_date, l.area, r.name AS place, l.months, l.reached, count(*) OVER () AS total
FROM unnest(%(persons)s::bigint[], %(areas)s::text[], %(months)s::int[], %(reached)s::bool[]) AS l (person, area, months, reached)
JOIN people_person p ON p.id = l.person
LEFT JOIN regions_region r ON r.code = l.area
WHERE l.area ^@ %(area)s AND CASE %(kind)s WHEN 'open' THEN l.reached WHEN 'begun' THEN NOT l.reached ELSE true END
ORDER BY p.name, p.id
LIMIT %(limit)s OFFSET %(offset)s
