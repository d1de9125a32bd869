-- The paid months of several persons at once: (person, month, paid on, by whom: empty for us), whichever record they lie on.
WITH record AS (
  SELECT id AS person_id, id FROM unnest(%(persons)s::bigint[]) AS asked (id)
  UNION
  SELECT l.canonical_id, l.record_id FROM people_identitylink l
  WHERE l.canonical_id = ANY (%(persons)s::bigint[]) AND l.undone_at IS NULL
)
SELECT r.person_id, m.month, p.paid_on, ''
FROM record r JOIN membership_personmonth m ON m.person_id = r.id AND m.seq %% 2 = 0
JOIN membership_rollpayment p ON p.roll_id = m.roll_id AND p.voids_id IS NULL
WHERE NOT EXISTS (SELECT FROM membership_rollpayment v WHERE v.voids_id = p.id)
  AND NOT EXISTS (SELECT FROM membership_personmonth n
                  WHERE n.month = m.month AND n.person_id = m.person_id AND n.seq = m.seq + 1)
UNION ALL
SELECT r.person_id, f.month, f.paid_on, f.payer
FROM record r JOIN membership_foreignmonth f ON f.person_id = r.id AND f.withdrawn_at IS NULL
ORDER BY 1, 2
