-- A supplement: everyone enrolled in the month and alive before it whose charge does not stand, by whatever
-- fund, nor that of a record joined to theirs.
WITH RECURSIVE price AS (
  SELECT * FROM unnest(%(sectors)s::text[], %(bands)s::smallint[], %(jkk)s::int[], %(jkm)s::int[]) AS p (sector, band, jkk, jkm)
), first AS (
  SELECT id FROM membership_roll WHERE fund_id = %(fund)s AND month = %(month)s AND seq = 0
), last AS (
  SELECT person_id, max(seq) AS seq FROM membership_personmonth WHERE month = %(month)s GROUP BY person_id
), link AS (
  SELECT record_id, canonical_id FROM people_identitylink WHERE undone_at IS NULL
), joined (person_id, root) AS (  -- every joined record with the one at the end of its links
  SELECT canonical_id, canonical_id FROM link WHERE canonical_id NOT IN (SELECT record_id FROM link)
  UNION
  SELECT l.record_id, j.root FROM link l JOIN joined j ON j.person_id = l.canonical_id
), several AS (  -- joined records of this fund's month
  SELECT j.person_id, j.root FROM joined j JOIN membership_enrolment e ON e.person_id = j.person_id
  JOIN people_person p ON p.id = e.person_id AND (p.died_on IS NULL OR p.died_on >= %(month)s)
  WHERE e.fund_id = %(fund)s AND e.first_month <= %(month)s AND (e.last_month IS NULL OR e.last_month >= %(month)s)
), charged AS (  -- by whatever fund
  SELECT j.root FROM joined j JOIN membership_personmonth m ON m.month = %(month)s AND m.person_id = j.person_id
  GROUP BY j.person_id, j.root HAVING sum(m.jkk + m.jkm) > 0
), again AS (  -- one person is charged once: by the first of the records
  SELECT s.person_id FROM several s
  WHERE EXISTS (SELECT FROM several o WHERE o.root = s.root AND o.person_id < s.person_id)
     OR s.root IN (SELECT root FROM charged)
), line AS (
  INSERT INTO membership_personmonth (month, person_id, seq, roll_id, enrolment_id, area, jkk, jkm)
  SELECT %(month)s, e.person_id, coalesce(last.seq + 1, 0), %(roll)s, e.id, e.area, price.jkk, price.jkm
  FROM membership_enrolment e
  JOIN price ON price.sector = e.sector AND price.band = e.band
  LEFT JOIN people_person dead ON dead.id = e.person_id AND dead.died_on < %(month)s
  LEFT JOIN last ON last.person_id = e.person_id
  WHERE e.fund_id = %(fund)s AND e.first_month <= %(month)s AND (e.last_month IS NULL OR e.last_month >= %(month)s)
    AND dead.id IS NULL AND e.person_id NOT IN (SELECT person_id FROM again) AND (last.seq IS NULL OR last.seq %% 2 = 1)
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
