-- An approved correction's lines become person-months, counted by nagari; entered once.
WITH line AS (
  INSERT INTO membership_personmonth (month, person_id, seq, roll_id, enrolment_id, area, jkk, jkm)
  SELECT month, person_id, seq, roll_id, enrolment_id, area, jkk, jkm FROM membership_correction c
  WHERE roll_id = %(roll)s
    AND NOT EXISTS (SELECT FROM membership_personmonth m WHERE m.month = c.month AND m.roll_id = c.roll_id)
  ORDER BY person_id, seq
  RETURNING seq, area, jkk, jkm
)
INSERT INTO membership_tally (roll_id, area, persons, jkk, jkm)
SELECT %(roll)s, area, sum(1 - 2 * (seq %% 2)), sum(jkk), sum(jkm) FROM line GROUP BY area
