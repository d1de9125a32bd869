INSERT INTO money_activemember (fund_id, month, kpj, person_id, area)
SELECT %(fund)s, %(month)s, given.kpj, e.person_id, coalesce(e.area, %(area)s)
FROM (SELECT DISTINCT unnest(%(kpj)s::text[]) AS kpj) given
LEFT JOIN membership_enrolment e ON e.kpj = given.kpj
ON CONFLICT (fund_id, month, kpj) DO NOTHING
RETURNING id
