-- Decrees by a part of their number, newest first, in the reader's areas.
SELECT d.id, d.number, d.dated, d.state, d.persons, f.name, count(*) OVER () AS total
FROM decree_decree d JOIN programme_fund f ON f.id = d.fund_id
WHERE d.number ILIKE %(like)s
ORDER BY d.dated DESC, d.number LIMIT %(limit)s
