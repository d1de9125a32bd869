-- Members known to have died for whom nobody reported a death, longest ago first, in the reader's areas; records joined
-- as one person count as one. Within cover as far as a list can tell: one of our months still stands in the month of
-- death or in the arrears before it, or somebody else paid one. What is owed the law says, once it is reported.
WITH dead AS (
  SELECT coalesce(l.canonical_id, p.id) AS id, min(p.died_on) AS died_on
  FROM people_person p LEFT JOIN people_identitylink l ON l.record_id = p.id AND l.undone_at IS NULL
  WHERE p.died_on <= %(on)s GROUP BY 1
), record AS (
  SELECT id AS person_id, id FROM dead
  UNION ALL
  SELECT l.canonical_id, l.record_id FROM people_identitylink l JOIN dead ON dead.id = l.canonical_id
  WHERE l.undone_at IS NULL
)
SELECT p.id, p.name, p.area, dead.died_on
FROM dead JOIN people_person p ON p.id = dead.id
WHERE p.area ^@ %(area)s
  AND NOT EXISTS (SELECT FROM record r JOIN claims_event e ON e.person_id = r.id
                  WHERE r.person_id = p.id AND e.outcome = 'death' AND e.state <> 'closed')
  AND (EXISTS (
         SELECT FROM record r JOIN membership_personmonth m ON m.person_id = r.id
         WHERE r.person_id = p.id AND m.seq %% 2 = 0
           AND m.month BETWEEN date_trunc('month', dead.died_on) - make_interval(months => %(arrears)s) AND dead.died_on
           AND NOT EXISTS (SELECT FROM membership_personmonth n
                           WHERE n.month = m.month AND n.person_id = m.person_id AND n.seq = m.seq + 1))
       OR EXISTS (
         SELECT FROM record r JOIN membership_foreignmonth f ON f.person_id = r.id
         WHERE r.person_id = p.id AND f.withdrawn_at IS NULL
           AND f.month BETWEEN date_trunc('month', dead.died_on) - make_interval(months => %(arrears)s)
               AND dead.died_on))
ORDER BY dead.died_on, p.id
