-- Open differences by fund, month and kind: how many, and how much.
SELECT d.kind, f.kind || ':' || f.area, d.month, sum(greatest(d.persons, 1))::int, sum(d.amount)::bigint
FROM money_difference d JOIN programme_fund f ON f.id = d.fund_id
WHERE d.state = 'open'
GROUP BY d.kind, f.kind, f.area, d.month
