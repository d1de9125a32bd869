-- A bill's lines: running number, card, name, nagari, decree, JKK, JKM.
SELECT row_number() OVER (ORDER BY m.area, p.name, p.id, m.seq)::text, e.kpj, p.name, coalesce(g.name, m.area), d.number, m.jkk, m.jkm
FROM membership_personmonth m
JOIN people_person p ON p.id = m.person_id
JOIN membership_enrolment e ON e.id = m.enrolment_id
JOIN decree_decreeline l ON l.id = e.decree_line_id JOIN decree_decree d ON d.id = l.decree_id
LEFT JOIN regions_region g ON g.code = m.area
WHERE m.month = %(month)s AND m.roll_id = %(roll)s ORDER BY m.area, p.name, p.id, m.seq
