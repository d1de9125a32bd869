-- A few lines of a roll, drawn by a hash of roll and person: the same for everyone who looks, foreseeable by nobody.
SELECT m.person_id, e.sector, e.band, m.jkk, m.jkm
FROM membership_personmonth m JOIN membership_enrolment e ON e.id = m.enrolment_id
WHERE m.month = %(month)s AND m.roll_id = %(roll)s
ORDER BY sha256(convert_to(m.roll_id::text || m.person_id::text, 'UTF8')) LIMIT %(size)s
