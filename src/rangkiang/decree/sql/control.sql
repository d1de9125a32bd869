-- A decree in totals: per nagari how many, how many of them no earlier SK of this fund named, and the ages on day one.
SELECT l.area, r.name, count(*), count(*) FILTER (WHERE NOT known.before),
       count(*) FILTER (WHERE l.birth_date IS NULL),
       min(extract(year FROM age(%(first_month)s::date, l.birth_date)))::int,
       max(extract(year FROM age(%(first_month)s::date, l.birth_date)))::int
FROM decree_decreeline l
LEFT JOIN regions_region r ON r.code = l.area
CROSS JOIN LATERAL (
  SELECT EXISTS (SELECT FROM decree_decreeline o JOIN decree_decree d ON d.id = o.decree_id
                 WHERE o.person_id = l.person_id AND d.fund_id = %(fund)s AND d.state = 'approved'
                   AND d.id <> l.decree_id AND d.recorded_at <= %(recorded_at)s) AS before) known
WHERE l.decree_id = %(decree)s
GROUP BY l.area, r.name
ORDER BY l.area
