-- Which rolls of a programme are paid on a day: whose fund, which month, how many persons and rupiah. Nobody by name.
SELECT r.id, f.id AS fund, f.kind, f.area, f.name, r.month, r.seq, r.persons, r.jkk + r.jkm AS amount, p.paid_on
FROM membership_roll r
JOIN programme_fund f ON f.id = r.fund_id
JOIN membership_rollpayment p ON p.roll_id = r.id AND p.voids_id IS NULL
WHERE f.programme_id = %(programme)s AND p.paid_on <= %(on)s
  AND NOT EXISTS (SELECT FROM membership_rollpayment v WHERE v.voids_id = p.id)
ORDER BY r.month, f.id, r.seq
