-- The paid months of several persons at once: (person, month, paid on, by whom: empty for us), whichever record they lie on.
-- The months are read once, by key, and everything is joined as whole lists: see bulk.whole_lists.
WITH record AS (
  SELECT id AS person_id, id FROM unnest(%(persons)s::bigint[]) AS asked (id)
  UNION
  SELECT l.canonical_id, l.record_id FROM people_identitylink l
  WHERE l.canonical_id = ANY (%(persons)s::bigint[]) AND l.undone_at IS NULL
), charged AS (
  SELECT person_id, month, roll_id, seq, lead(seq) OVER (PARTITION BY person_id, month ORDER BY seq) AS next
  FROM membership_personmonth WHERE person_id = ANY (ARRAY (SELECT id FROM record))
)
SELECT r.person_id, m.month, p.paid_on, ''
FROM record r JOIN charged m ON m.person_id = r.id AND m.seq %% 2 = 0 AND m.next IS DISTINCT FROM m.seq + 1
JOIN membership_rollpayment p ON p.roll_id = m.roll_id AND p.voids_id IS NULL
WHERE NOT EXISTS (SELECT FROM membership_rollpayment v WHERE v.voids_id = p.id)
UNION ALL
SELECT r.person_id, f.month, f.paid_on, f.payer
FROM record r JOIN membership_foreignmonth f ON f.person_id = r.id AND f.withdrawn_at IS NULL
WHERE f.person_id = ANY (ARRAY (SELECT id FROM record))
ORDER BY 1, 2
