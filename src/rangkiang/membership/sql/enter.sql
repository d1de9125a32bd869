-- An approved correction's lines become person-months; entered once.
INSERT INTO membership_personmonth (month, person_id, seq, roll_id, enrolment_id, area, jkk, jkm)
SELECT month, person_id, seq, roll_id, enrolment_id, area, jkk, jkm FROM membership_correction c
WHERE roll_id = %(roll)s
  AND NOT EXISTS (SELECT FROM membership_personmonth m WHERE m.month = c.month AND m.roll_id = c.roll_id)
ORDER BY person_id, seq
