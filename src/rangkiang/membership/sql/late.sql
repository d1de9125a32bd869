-- A supplement: everyone enrolled in the month and alive before it whose charge does not stand, by whatever
-- fund, nor that of a record joined to theirs. Who is told dead without the day is held back.
WITH price AS (
  SELECT * FROM unnest(%(sectors)s::text[], %(bands)s::smallint[], %(jkk)s::int[], %(jkm)s::int[]) AS p (sector, band, jkk, jkm)
), first AS (
  SELECT id FROM membership_roll WHERE fund_id = %(fund)s AND month = %(month)s AND seq = 0
), last AS (
  SELECT person_id, max(seq) AS seq FROM membership_personmonth WHERE month = %(month)s GROUP BY person_id
), line AS (
  INSERT INTO membership_personmonth (month, person_id, seq, roll_id, enrolment_id, area, jkk, jkm)
  SELECT %(month)s, e.person_id, coalesce(last.seq + 1, 0), %(roll)s, e.id, e.area, price.jkk, price.jkm
  FROM membership_enrolment e
  JOIN price ON price.sector = e.sector AND price.band = e.band
  LEFT JOIN people_person dead ON dead.id = e.person_id AND dead.died_on < %(month)s
  LEFT JOIN last ON last.person_id = e.person_id
  WHERE e.fund_id = %(fund)s AND e.first_month <= %(month)s AND (e.last_month IS NULL OR e.last_month >= %(month)s)
    AND dead.id IS NULL AND e.person_id NOT IN (SELECT record FROM people_dead_undated())
    AND e.person_id NOT IN (SELECT membership_charged_once(%(fund)s, %(month)s)) AND (last.seq IS NULL OR last.seq %% 2 = 1)
  RETURNING area, jkk, jkm
), tally AS (
  INSERT INTO membership_tally (roll_id, area, persons, jkk, jkm)
  SELECT %(roll)s, area, count(*), sum(jkk), sum(jkm) FROM line GROUP BY area
  RETURNING persons, jkk, jkm
)
INSERT INTO membership_roll (id, fund_id, area, month, seq, kind, corrects_id, persons, jkk, jkm)
SELECT %(roll)s, %(fund)s, %(area)s, %(month)s, (SELECT max(seq) + 1 FROM membership_roll WHERE fund_id = %(fund)s AND month = %(month)s),
       'late', (SELECT id FROM first), sum(persons), sum(jkk), sum(jkm)
FROM tally HAVING count(*) > 0
