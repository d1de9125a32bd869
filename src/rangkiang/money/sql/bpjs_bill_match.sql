-- Who a bill's lines are: by NIK, else by card number.
UPDATE money_bpjsbillline l SET person_id = coalesce(p.id, e.person_id)
FROM money_bpjsbillline own
LEFT JOIN people_person p ON p.nik = own.nik
LEFT JOIN (SELECT DISTINCT ON (kpj) kpj, person_id FROM membership_enrolment WHERE kpj IS NOT NULL ORDER BY kpj, id DESC) e
  ON e.kpj = own.kpj
WHERE own.bill_id = %(bill)s AND own.id = l.id AND l.bill_id = %(bill)s AND coalesce(p.id, e.person_id) IS NOT NULL
