-- A few lines of a roll, where hashes of the roll point among its persons, read by its index: the same for everyone who
-- looks, foreseeable by nobody. Where they point at fewer persons than asked for, its first lines fill up.
WITH span AS (
  SELECT min(person_id) AS first, max(person_id) - min(person_id) + 1 AS width
  FROM membership_personmonth WHERE month = %(month)s AND roll_id = %(roll)s
), pointed AS (
  SELECT n, first + ('x' || substr(encode(sha256(convert_to(%(roll)s::text || n, 'UTF8')), 'hex'), 1, 15))::bit(60)::bigint %% width AS person_id
  FROM span, generate_series(1, %(size)s) n
), taken AS (
  SELECT m.person_id, p.n FROM pointed p
  CROSS JOIN LATERAL (SELECT l.person_id FROM membership_personmonth l
                      WHERE l.month = %(month)s AND l.roll_id = %(roll)s AND l.person_id >= p.person_id
                      ORDER BY l.person_id LIMIT 1) m
  UNION ALL
  (SELECT person_id, %(size)s + 1 FROM membership_personmonth WHERE month = %(month)s AND roll_id = %(roll)s
   ORDER BY person_id LIMIT %(size)s)
), few AS (
  SELECT person_id FROM taken GROUP BY person_id ORDER BY min(n), person_id LIMIT %(size)s
)
SELECT m.person_id, e.sector, e.band, m.jkk, m.jkm
FROM few JOIN membership_personmonth m ON m.month = %(month)s AND m.roll_id = %(roll)s AND m.person_id = few.person_id
JOIN membership_enrolment e ON e.id = m.enrolment_id
ORDER BY m.person_id
