-- Who came into a fund's month and who left since the month before, from the person-months: a charge counts one, its
-- reversal takes one off. Only what has changed is written; without a month before, nothing stays.
WITH line AS (
  SELECT m.person_id, m.area, sum(CASE WHEN m.month = %(month)s THEN 1 - 2 * (m.seq %% 2) ELSE 2 * (m.seq %% 2) - 1 END) AS change
  FROM membership_personmonth m JOIN membership_roll r ON r.id = m.roll_id
  WHERE r.fund_id = %(fund)s AND m.month IN (%(month)s, %(before)s)
  GROUP BY m.person_id, m.area
), found AS (
  SELECT person_id, sum(change) > 0 AS came, max(area) AS area
  FROM line WHERE change <> 0 AND %(before)s IS NOT NULL GROUP BY person_id HAVING sum(change) <> 0
), gone AS (
  DELETE FROM membership_movement o
  WHERE o.fund_id = %(fund)s AND o.month = %(month)s AND NOT EXISTS (SELECT FROM found f WHERE f.person_id = o.person_id)
), told AS (
  INSERT INTO membership_movement AS o (fund_id, month, person_id, area, came)
  SELECT %(fund)s, %(month)s, person_id, area, came FROM found
  ON CONFLICT (fund_id, month, person_id) DO UPDATE SET came = excluded.came, area = excluded.area
  WHERE (o.came, o.area) <> (excluded.came, excluded.area)
  RETURNING 1
)
SELECT count(*)::int FROM told
