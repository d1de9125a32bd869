-- Men and women by age group among the paid persons of a month, in the reader's areas; a person counts once. Age on the
-- first day of the month. Who has no birth date or sex on record is counted apart.
WITH covered AS (
  SELECT DISTINCT m.person_id
  FROM membership_personmonth m
  WHERE m.month = %(month)s AND m.roll_id = ANY (%(rolls)s::uuid[]) AND m.seq %% 2 = 0
    AND NOT EXISTS (SELECT FROM membership_personmonth n
                    WHERE n.month = m.month AND n.person_id = m.person_id AND n.seq = m.seq + 1)
)
SELECT least(greatest((extract(year FROM age(%(month)s::date, p.birth_date))::int - 15) / 10, 0), 5) AS decade,
       count(*) FILTER (WHERE p.sex = 'L')::int, count(*) FILTER (WHERE p.sex = 'P')::int,
       count(*) FILTER (WHERE p.sex IS NULL)::int
FROM covered v JOIN people_person p ON p.id = v.person_id
GROUP BY 1 ORDER BY 1
