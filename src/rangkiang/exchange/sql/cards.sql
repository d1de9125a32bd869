-- Whose cover is open in a place, or of one person, as the card tells it. Oldest family card first, so that a
-- family's cards lie together.
SELECT p.name, p.nik, e.kpj, p.jorong, n.name AS nagari, k.name AS kecamatan, f.name AS fund, e.first_month,
       g.owner_office AS office
FROM membership_enrolment e
JOIN people_person p ON p.id = e.person_id
JOIN programme_fund f ON f.id = e.fund_id
JOIN programme_programme g ON g.id = f.programme_id
LEFT JOIN regions_region n ON n.code = e.area
LEFT JOIN regions_region k ON k.code = left(e.area, 8)
WHERE e.area ^@ %(area)s AND (%(person)s::bigint IS NULL OR e.person_id = %(person)s) AND e.first_month >= %(since)s
  AND e.first_month <= %(month)s AND (e.last_month IS NULL OR e.last_month >= %(month)s) AND p.died_on IS NULL
ORDER BY p.jorong, p.kk, p.name, p.id
