-- The committed list of the same sender and fund that holds at least so many of the NIK in the temporary table "given":
-- the one that holds most.
SELECT b.id, count(DISTINCT c.nik)
FROM intake_batch b JOIN intake_candidate c ON c.batch_id = b.id
WHERE b.fund_id = %(fund)s AND b.area = %(area)s AND lower(b.sender) = lower(%(sender)s) AND b.state = 'committed'
  AND c.nik IN (SELECT nik FROM given) AND c.state <> 'withdrawn'
GROUP BY b.id, b.recorded_at HAVING count(DISTINCT c.nik) >= %(least)s
ORDER BY count(DISTINCT c.nik) DESC, b.recorded_at DESC LIMIT 1
