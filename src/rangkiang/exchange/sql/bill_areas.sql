-- A bill's control totals by nagari.
SELECT coalesce(g.name, m.area), sum(CASE WHEN m.seq %% 2 = 0 THEN 1 ELSE -1 END)::int, sum(m.jkk)::bigint, sum(m.jkm)::bigint
FROM membership_personmonth m LEFT JOIN regions_region g ON g.code = m.area
WHERE m.month = %(month)s AND m.roll_id = %(roll)s GROUP BY m.area, g.name ORDER BY m.area
