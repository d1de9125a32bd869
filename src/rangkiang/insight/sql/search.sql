-- Persons by words of a name (each as typed, or a slip away), or by digits of a NIK or card number, with their newest
-- cover and its state. Areas: row-level security. Names as typed come before names alike. Cover is read for one page
-- only, unless a state of cover is asked for.
WITH found AS (
  SELECT p.id, p.name, p.nik, p.birth_date, p.died_on, p.occupation, p.area,
         upper(p.name) LIKE ALL (%(exact)s::text[]) AS as_typed, count(*) OVER () AS total
  FROM people_person p
  WHERE p.area ^@ %(area)s
    AND ' ' || upper(p.name) || ' ' LIKE ANY (%(w1)s::text[]) AND ' ' || upper(p.name) || ' ' LIKE ANY (%(w2)s::text[])
    AND ' ' || upper(p.name) || ' ' LIKE ANY (%(w3)s::text[]) AND ' ' || upper(p.name) || ' ' LIKE ANY (%(w4)s::text[])
    AND (%(digits)s = '' OR p.nik = %(digits)s OR (%(by_part)s AND p.nik LIKE '%%' || %(digits)s || '%%')
         OR p.id IN (SELECT k.person_id FROM membership_enrolment k WHERE k.kpj LIKE '%%' || %(digits)s || '%%'))
  ORDER BY as_typed DESC, p.name, p.id
  LIMIT CASE WHEN %(state)s = '' THEN %(limit)s::int END OFFSET CASE WHEN %(state)s = '' THEN %(offset)s::int END
)
SELECT p.id, p.name, p.nik, p.birth_date, p.died_on, p.occupation, p.area, r.name AS place, e.kpj, e.first_month,
       e.last_month, e.exit_reason, p.as_typed, CASE WHEN %(state)s = '' THEN p.total ELSE count(*) OVER () END AS total
FROM found p
LEFT JOIN regions_region r ON r.code = p.area
LEFT JOIN LATERAL (SELECT kpj, first_month, last_month, exit_reason FROM membership_enrolment n
                   WHERE n.person_id = p.id ORDER BY n.first_month DESC, n.id DESC LIMIT 1) e ON true
WHERE CASE %(state)s
        WHEN 'enrolled' THEN p.died_on IS NULL AND e.first_month IS NOT NULL AND e.last_month IS NULL
        WHEN 'nocard' THEN p.died_on IS NULL AND e.first_month IS NOT NULL AND e.last_month IS NULL AND e.kpj IS NULL
        WHEN 'ended' THEN p.died_on IS NULL AND e.last_month IS NOT NULL
        WHEN 'never' THEN p.died_on IS NULL AND e.first_month IS NULL
        WHEN 'died' THEN p.died_on IS NOT NULL
        ELSE true
      END
ORDER BY p.as_typed DESC, p.name, p.id
LIMIT %(limit)s OFFSET CASE WHEN %(state)s = '' THEN 0 ELSE %(offset)s::int END
