-- Every month of a person, whichever of the person's records it was charged or paid on.
WITH RECURSIVE same (id) AS (
  SELECT %(person)s::bigint
  UNION
  SELECT CASE WHEN l.record_id = same.id THEN l.canonical_id ELSE l.record_id END
  FROM same JOIN people_identitylink l ON same.id IN (l.record_id, l.canonical_id) WHERE l.undone_at IS NULL
)
SELECT m.month, f.kind || ':' || f.area, p.paid_on, m.jkk, m.jkm, true
FROM membership_personmonth m
JOIN membership_roll r ON r.id = m.roll_id
JOIN programme_fund f ON f.id = r.fund_id
LEFT JOIN membership_rollpayment p ON p.roll_id = r.id AND p.voids_id IS NULL
     AND NOT EXISTS (SELECT FROM membership_rollpayment v WHERE v.voids_id = p.id)
WHERE m.person_id IN (SELECT id FROM same) AND m.seq %% 2 = 0
  AND NOT EXISTS (SELECT FROM membership_personmonth n
                  WHERE n.month = m.month AND n.person_id = m.person_id AND n.seq = m.seq + 1)
UNION ALL
SELECT month, payer, paid_on, 0, 0, false FROM membership_foreignmonth WHERE person_id IN (SELECT id FROM same) AND withdrawn_at IS NULL
ORDER BY 1
