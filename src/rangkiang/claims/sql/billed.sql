-- Months of funds whose drafts do not agree with who is known dead: somebody stands who had died before the month and no
-- draft takes him off; or a draft takes off somebody who lives after all. (fund, month, area of the fund, that draft),
-- oldest first. The day of death is noted on every record of a person.
SELECT r.fund_id, m.month, f.area, NULL::uuid AS draft
FROM people_person p
JOIN membership_personmonth m ON m.person_id = p.id AND m.month > p.died_on AND m.seq %% 2 = 0
JOIN membership_roll r ON r.id = m.roll_id
JOIN programme_fund f ON f.id = r.fund_id
WHERE p.died_on IS NOT NULL AND (%(persons)s::bigint[] IS NULL OR p.id = ANY (%(persons)s::bigint[]))
  AND NOT EXISTS (SELECT FROM membership_personmonth n
                  WHERE n.month = m.month AND n.person_id = m.person_id AND n.seq = m.seq + 1)
  AND NOT EXISTS (SELECT FROM membership_correction c JOIN money_bill b ON b.roll_id = c.roll_id AND b.state = 'draft'
                  WHERE c.person_id = m.person_id AND c.month = m.month AND c.seq = m.seq + 1)
UNION
SELECT r.fund_id, r.month, f.area, b.roll_id
FROM money_bill b
JOIN membership_roll r ON r.id = b.roll_id
JOIN programme_fund f ON f.id = r.fund_id
JOIN membership_correction c ON c.roll_id = r.id AND c.seq %% 2 = 1
JOIN people_person p ON p.id = c.person_id
JOIN membership_enrolment e ON e.id = c.enrolment_id
WHERE b.state = 'draft' AND (p.died_on IS NULL OR p.died_on >= c.month)
  AND (%(persons)s::bigint[] IS NULL OR p.id = ANY (%(persons)s::bigint[]))
  AND e.first_month <= c.month AND (e.last_month IS NULL OR e.last_month >= c.month)
  AND NOT EXISTS (SELECT FROM membership_correction n
                  WHERE n.roll_id = c.roll_id AND n.person_id = c.person_id AND n.seq = c.seq + 1)
ORDER BY month, fund_id, draft
