-- Whom a list tells dead without the day, in the reader's areas; since when we know, the longest first.
SELECT p.id, p.name, p.area, u.match, u.source, u.since
FROM people_dead_undated() u JOIN people_person p ON p.id = u.person
WHERE u.record = u.person AND p.area ^@ %(area)s
ORDER BY u.since, p.id
