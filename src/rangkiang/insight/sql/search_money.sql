-- Bills by month or billing code, orders by the numbers of SPP, SPM and SP2D, receipts by theirs, the first two also by
-- a reference in the ledger, their own or that of a credit, a reversal or a refund: newest month first, in the reader's
-- areas. Each leads to the month of its fund.
WITH booked AS (
  SELECT %(reference)s AS bill, %(reference)s AS payment WHERE %(kind)s IN ('bill', 'order')
  UNION ALL
  SELECT bill_id::text, order_id::text FROM money_allocation WHERE %(kind)s = 'allocation' AND id::text = %(reference)s
  UNION ALL
  SELECT NULL, order_id::text FROM money_reversal WHERE %(kind)s = 'reversal' AND id::text = %(reference)s
  UNION ALL
  SELECT bill_id::text, order_id::text FROM money_refund WHERE %(kind)s = 'refund' AND id::text = %(reference)s
)
SELECT kind, number, month, fund, amount, day, count(*) OVER () AS total
FROM (
  SELECT 'bill' AS kind, b.billing_code AS number, r.month, f.kind || ':' || f.area AS fund,
         (r.jkk + r.jkm)::bigint AS amount, b.due_on AS day
  FROM money_bill b JOIN membership_roll r ON r.id = b.roll_id JOIN programme_fund f ON f.id = r.fund_id
  WHERE r.month = %(month)s OR b.billing_code LIKE %(like)s OR r.id::text IN (SELECT bill FROM booked)
  UNION ALL
  SELECT 'order', concat_ws(' · ', nullif(o.sp2d, ''), o.spm, o.spp), m.month, f.kind || ':' || f.area, o.amount,
         coalesce(o.paid_on, o.spm_on, o.spp_on)
  FROM money_paymentorder o JOIN programme_fund f ON f.id = o.fund_id
  CROSS JOIN LATERAL (SELECT min(r.month) AS month FROM money_allocation a JOIN membership_roll r ON r.id = a.bill_id
                      WHERE a.order_id = o.id) m
  WHERE m.month IS NOT NULL AND (o.spp ILIKE %(like)s OR o.spm ILIKE %(like)s OR o.sp2d ILIKE %(like)s
                                 OR o.id::text IN (SELECT payment FROM booked))
  UNION ALL
  SELECT 'receipt', c.number, m.month, f.kind || ':' || f.area, c.amount, c.received_on
  FROM money_receipt c JOIN money_paymentorder o ON o.id = c.order_id JOIN programme_fund f ON f.id = o.fund_id
  CROSS JOIN LATERAL (SELECT min(r.month) AS month FROM money_allocation a JOIN membership_roll r ON r.id = a.bill_id
                      WHERE a.order_id = o.id) m
  WHERE m.month IS NOT NULL AND (c.number LIKE %(like)s OR c.payment_reference LIKE %(like)s)
) rows
ORDER BY month DESC, kind, number LIMIT %(limit)s
