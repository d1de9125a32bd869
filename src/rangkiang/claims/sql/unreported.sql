-- Members known to have died for whom nobody reported a death, longest ago first, in the reader's areas; records joined
-- as one person count as one. Unsure: a list tells another day, or none. Within cover as far as a list can tell: what is
-- owed the law says, once it is reported. Whose months protect is asked last, of the few that are left.
WITH dead AS (
  SELECT coalesce(l.canonical_id, p.id) AS id, min(p.died_on) AS died_on
  FROM people_person p LEFT JOIN people_identitylink l ON l.record_id = p.id AND l.undone_at IS NULL
  WHERE p.died_on <= %(on)s GROUP BY 1
), record AS (
  SELECT id AS person_id, id FROM dead
  UNION ALL
  SELECT l.canonical_id, l.record_id FROM people_identitylink l JOIN dead ON dead.id = l.canonical_id
  WHERE l.undone_at IS NULL
), told AS (
  SELECT r.person_id FROM record r JOIN claims_event e ON e.person_id = r.id
  WHERE e.outcome = 'death' AND e.state <> 'closed'
), silent AS MATERIALIZED (
  SELECT p.id, p.name, p.area, dead.died_on
  FROM dead JOIN people_person p ON p.id = dead.id
  WHERE p.area ^@ %(area)s AND p.id NOT IN (SELECT person_id FROM told)
)
SELECT p.id, p.name, p.area, p.died_on,
       EXISTS (SELECT FROM record r JOIN people_deathmatch m ON m.person_id = r.id AND m.state = 'same'
               JOIN people_knowndeath d ON d.id = m.death_id AND d.withdrawn_at IS NULL
               WHERE r.person_id = p.id AND d.died_on IS DISTINCT FROM p.died_on) AS unsure
FROM silent p
WHERE EXISTS (SELECT FROM record r WHERE r.person_id = p.id AND claims_protects(r.id, p.died_on, %(arrears)s))
ORDER BY p.died_on, p.id
