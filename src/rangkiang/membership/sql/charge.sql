-- The roll of one fund and month: everyone enrolled in it and not known to have died before it, joined records once. Who
-- is told dead without the day is held back until the day is known.
WITH price AS (
  SELECT * FROM unnest(%(sectors)s::text[], %(bands)s::smallint[], %(jkk)s::int[], %(jkm)s::int[]) AS p (sector, band, jkk, jkm)
), line AS (
  INSERT INTO membership_personmonth (month, person_id, seq, roll_id, enrolment_id, area, jkk, jkm)
  SELECT %(month)s, e.person_id, 0, %(roll)s, e.id, e.area, price.jkk, price.jkm
  FROM membership_enrolment e
  JOIN price ON price.sector = e.sector AND price.band = e.band
  LEFT JOIN people_person dead ON dead.id = e.person_id AND dead.died_on < %(month)s
  WHERE e.fund_id = %(fund)s AND e.first_month <= %(month)s AND (e.last_month IS NULL OR e.last_month >= %(month)s)
    AND dead.id IS NULL AND e.person_id NOT IN (SELECT record FROM people_dead_undated())
    AND e.person_id NOT IN (SELECT membership_charged_once(%(fund)s, %(month)s))
  RETURNING area, jkk, jkm
), tally AS (
  INSERT INTO membership_tally (roll_id, area, persons, jkk, jkm)
  SELECT %(roll)s, area, count(*), sum(jkk), sum(jkm) FROM line GROUP BY area
  RETURNING persons, jkk, jkm
)
INSERT INTO membership_roll (id, fund_id, area, month, seq, persons, jkk, jkm)
SELECT %(roll)s, %(fund)s, %(area)s, %(month)s, 0, sum(persons), sum(jkk), sum(jkm) FROM tally HAVING count(*) > 0
