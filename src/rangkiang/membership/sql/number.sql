UPDATE membership_enrolment e SET kpj = given.kpj
FROM unnest(%(niks)s::text[], %(numbers)s::text[]) AS given (nik, kpj)
JOIN people_person p ON p.nik = given.nik
WHERE e.person_id = p.id AND e.fund_id = %(fund)s AND e.kpj IS NULL AND e.last_month IS NULL
RETURNING e.id
