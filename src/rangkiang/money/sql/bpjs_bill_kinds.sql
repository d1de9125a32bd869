-- How a bill's lines compare with ours: of each kind how many, and rupiah as told, as ours, and in the wrong place.
SELECT c.kind, count(*)::int, coalesce(sum(c.told), 0)::bigint, coalesce(sum(c.ours), 0)::bigint, sum(c.amount)::bigint
FROM money_bpjs_compared(%(fund)s, %(month)s, %(bills)s::uuid[]) c LEFT JOIN money_bpjsbillline l ON l.id = c.line_id
WHERE c.line_id IS NULL OR l.bill_id = %(bill)s
GROUP BY c.kind
