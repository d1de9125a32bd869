-- Every standing line of a roll is taken off again, by a roll that corrects it.
WITH line AS (
  INSERT INTO membership_personmonth (month, person_id, seq, roll_id, enrolment_id, area, jkk, jkm)
  SELECT m.month, m.person_id, m.seq + 1, %(key)s, m.enrolment_id, m.area, -m.jkk, -m.jkm
  FROM membership_personmonth m
  WHERE m.month = %(month)s AND m.roll_id = %(roll)s AND m.seq %% 2 = 0
    AND NOT EXISTS (SELECT FROM membership_personmonth n
                    WHERE n.month = m.month AND n.person_id = m.person_id AND n.seq = m.seq + 1)
  RETURNING area, jkk, jkm
), tally AS (
  INSERT INTO membership_tally (roll_id, area, persons, jkk, jkm)
  SELECT %(key)s, area, -count(*), sum(jkk), sum(jkm) FROM line GROUP BY area
  RETURNING persons, jkk, jkm
)
INSERT INTO membership_roll (id, fund_id, area, month, seq, kind, corrects_id, persons, jkk, jkm)
SELECT %(key)s, r.fund_id, r.area, r.month,
       (SELECT max(seq) + 1 FROM membership_roll o WHERE o.fund_id = r.fund_id AND o.month = r.month),
       'correction', r.id, whole.persons, whole.jkk, whole.jkm
FROM membership_roll r, (SELECT sum(persons) AS persons, sum(jkk) AS jkk, sum(jkm) AS jkm FROM tally) whole
WHERE r.id = %(roll)s AND whole.persons < 0
