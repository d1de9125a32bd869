-- Paid persons of some areas month by month, in the reader's areas: for who cannot see whole rolls.
SELECT m.month, count(*)::int
FROM membership_personmonth m
WHERE m.roll_id = ANY (%(rolls)s::uuid[]) AND m.seq %% 2 = 0 AND m.area ^@ %(area)s
  AND NOT EXISTS (SELECT FROM membership_personmonth n
                  WHERE n.month = m.month AND n.person_id = m.person_id AND n.seq = m.seq + 1)
GROUP BY m.month ORDER BY m.month
