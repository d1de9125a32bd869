-- The lines of one kind, the largest sums first, a page of them; whom we bill and BPJS does not has no line.
SELECT c.kind, l.sheet, l.row, l.month, l.nik, l.kpj, c.person_id, p.name, c.told, c.ours, c.amount
FROM money_bpjs_compared(%(fund)s, %(month)s, %(bills)s::uuid[]) c LEFT JOIN money_bpjsbillline l ON l.id = c.line_id
LEFT JOIN people_person p ON p.id = c.person_id
WHERE c.kind = %(kind)s AND (c.line_id IS NULL OR l.bill_id = %(bill)s)
ORDER BY c.amount DESC, l.id, c.person_id LIMIT %(size)s OFFSET %(start)s
