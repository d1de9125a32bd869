-- Corrections: lines that stand although nobody of the fund is enrolled and alive for them are taken off; lines at
-- another price than the law's are taken off and charged anew. One roll for each roll corrected; its lines wait.
WITH price AS (
  SELECT * FROM unnest(%(sectors)s::text[], %(bands)s::smallint[], %(jkk)s::int[], %(jkm)s::int[]) AS p (sector, band, jkk, jkm)
), standing AS (
  SELECT m.* FROM membership_personmonth m JOIN membership_roll r ON r.id = m.roll_id
  WHERE r.fund_id = %(fund)s AND r.month = %(month)s AND m.month = %(month)s AND m.seq %% 2 = 0
    AND NOT EXISTS (SELECT FROM membership_personmonth n
                    WHERE n.month = m.month AND n.person_id = m.person_id AND n.seq = m.seq + 1)
), due AS (
  SELECT e.person_id, e.id, e.area, price.jkk, price.jkm
  FROM membership_enrolment e
  JOIN price ON price.sector = e.sector AND price.band = e.band
  LEFT JOIN people_person dead ON dead.id = e.person_id AND dead.died_on < %(month)s
  WHERE e.fund_id = %(fund)s AND e.first_month <= %(month)s AND (e.last_month IS NULL OR e.last_month >= %(month)s)
    AND dead.id IS NULL
), wrong AS (
  SELECT s.*, due.id AS due_enrolment, due.area AS due_area, due.jkk AS due_jkk, due.jkm AS due_jkm
  FROM standing s LEFT JOIN due ON due.person_id = s.person_id
  WHERE due.id IS NULL OR (due.jkk, due.jkm) <> (s.jkk, s.jkm)
), made AS (
  SELECT w.roll_id AS corrects, gen_random_uuid() AS id, (row_number() OVER (ORDER BY r.seq))::smallint AS number
  FROM (SELECT DISTINCT roll_id FROM wrong) w JOIN membership_roll r ON r.id = w.roll_id
), line AS (
  INSERT INTO membership_correction (roll_id, month, person_id, seq, enrolment_id, area, jkk, jkm)
  SELECT made.id, w.month, w.person_id, w.seq + 1, w.enrolment_id, w.area, -w.jkk, -w.jkm
  FROM wrong w JOIN made ON made.corrects = w.roll_id
  UNION ALL
  SELECT made.id, w.month, w.person_id, w.seq + 2, w.due_enrolment, w.due_area, w.due_jkk, w.due_jkm
  FROM wrong w JOIN made ON made.corrects = w.roll_id WHERE w.due_enrolment IS NOT NULL
  RETURNING roll_id, seq, jkk, jkm
)
INSERT INTO membership_roll (id, fund_id, area, month, seq, kind, corrects_id, persons, jkk, jkm)
SELECT made.id, %(fund)s, %(area)s, %(month)s,
       made.number + (SELECT max(seq) FROM membership_roll WHERE fund_id = %(fund)s AND month = %(month)s),
       'correction', made.corrects, sum(CASE WHEN line.seq %% 2 = 0 THEN 1 ELSE -1 END), sum(line.jkk), sum(line.jkm)
FROM line JOIN made ON made.id = line.roll_id GROUP BY made.id, made.number, made.corrects
RETURNING id
