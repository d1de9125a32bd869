-- Everyone enrolled by a fund who has no card number yet, as the decree named him, in the decree's order.
SELECT l.nik, p.kk, l.name, p.birth_place, l.birth_date, p.sex, p.mother, l.address, p.jorong, n.name AS nagari,
       k.name AS kecamatan, e.area, p.phone, l.occupation, e.band, e.first_month, e.first_month AS starts_on, e.kpj,
       f.kind AS fund, d.number AS decree, l.line AS decree_line
FROM membership_enrolment e
JOIN people_person p ON p.id = e.person_id
JOIN programme_fund f ON f.id = e.fund_id
JOIN decree_decreeline l ON l.id = e.decree_line_id
JOIN decree_decree d ON d.id = l.decree_id
LEFT JOIN regions_region n ON n.code = e.area
LEFT JOIN regions_region k ON k.code = left(e.area, 8)
WHERE e.fund_id = %(fund)s AND e.kpj IS NULL AND e.last_month IS NULL
ORDER BY d.dated, d.number, l.line
