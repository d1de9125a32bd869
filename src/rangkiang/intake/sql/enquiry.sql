-- Everyone of a batch who may still be asked about, in the order of the list.
SELECT c.id, c.nik, c.kk, c.name, c.birth_place, c.birth_date, c.sex, c.mother, c.address, c.jorong,
       coalesce(v.name, c.area), coalesce(d.name, '')
FROM intake_candidate c
LEFT JOIN regions_region v ON v.code = c.area
LEFT JOIN regions_region d ON d.code = left(c.area, 8) AND length(c.area) > 8
WHERE c.batch_id = %(batch)s AND c.state IN ('proposed', 'review', 'verified')
ORDER BY c.sheet, c.row
