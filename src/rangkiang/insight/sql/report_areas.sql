SELECT v.code, d.name, v.name, count(*)::int, sum(m.jkk + m.jkm)::bigint
FROM membership_personmonth m
JOIN membership_roll r ON r.id = m.roll_id AND r.fund_id = %(fund)s AND r.month = %(month)s
JOIN regions_region v ON v.code = m.area
JOIN regions_region d ON d.code = v.parent_id
WHERE m.month = %(month)s
GROUP BY v.code, d.name, v.name ORDER BY v.code
