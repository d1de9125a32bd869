-- Paid persons of one place in one month, by the roll that paid.
SELECT m.roll_id, count(*)::int
FROM membership_personmonth m
WHERE m.month = %(month)s AND m.roll_id = ANY (%(rolls)s::uuid[]) AND m.area ^@ %(area)s AND m.seq %% 2 = 0
  AND NOT EXISTS (SELECT FROM membership_personmonth n
                  WHERE n.month = m.month AND n.person_id = m.person_id AND n.seq = m.seq + 1)
GROUP BY m.roll_id ORDER BY 2 DESC
