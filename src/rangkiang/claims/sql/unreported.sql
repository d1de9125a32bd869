-- Members known to have died for whom nobody reported a death, longest ago first, in the reader's areas. Within cover
-- as far as a list can tell: one of our months still stands in the month of death or in the arrears before it, or
-- somebody else paid one. Whether the family is owed anything is the law's answer, once it is reported.
SELECT p.id, p.name, p.area, p.died_on
FROM people_person p
WHERE p.died_on <= %(on)s AND p.area ^@ %(area)s
  AND NOT EXISTS (SELECT FROM claims_event e WHERE e.person_id = p.id AND e.outcome = 'death')
  AND (EXISTS (
         SELECT FROM membership_personmonth m
         WHERE m.person_id = p.id AND m.seq %% 2 = 0
           AND m.month BETWEEN date_trunc('month', p.died_on) - make_interval(months => %(arrears)s) AND p.died_on
           AND NOT EXISTS (SELECT FROM membership_personmonth n
                           WHERE n.month = m.month AND n.person_id = m.person_id AND n.seq = m.seq + 1))
       OR EXISTS (
         SELECT FROM membership_foreignmonth f
         WHERE f.person_id = p.id
           AND f.month BETWEEN date_trunc('month', p.died_on) - make_interval(months => %(arrears)s) AND p.died_on))
ORDER BY p.died_on, p.id
