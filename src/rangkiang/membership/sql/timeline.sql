-- Every month of a person, on whichever of its records it was charged or paid; each read once, by key.
WITH RECURSIVE same (id) AS (
  SELECT %(person)s::bigint
  UNION
  SELECT CASE WHEN l.record_id = same.id THEN l.canonical_id ELSE l.record_id END
  FROM same JOIN people_identitylink l ON same.id IN (l.record_id, l.canonical_id) WHERE l.undone_at IS NULL
), charged AS (
  SELECT m.*, lead(seq) OVER (PARTITION BY person_id, month ORDER BY seq) AS next
  FROM membership_personmonth m WHERE person_id = ANY (ARRAY (SELECT id FROM same))
)
SELECT m.month, f.kind || ':' || f.area, p.paid_on, m.jkk, m.jkm, true
FROM charged m
JOIN membership_roll r ON r.id = m.roll_id
JOIN programme_fund f ON f.id = r.fund_id
LEFT JOIN membership_rollpayment p ON p.roll_id = r.id AND p.voids_id IS NULL
     AND NOT EXISTS (SELECT FROM membership_rollpayment v WHERE v.voids_id = p.id)
WHERE m.seq %% 2 = 0 AND m.next IS DISTINCT FROM m.seq + 1  -- not reversed
UNION ALL
SELECT month, payer, paid_on, 0, 0, false FROM membership_foreignmonth WHERE person_id IN (SELECT id FROM same) AND withdrawn_at IS NULL
ORDER BY 1
