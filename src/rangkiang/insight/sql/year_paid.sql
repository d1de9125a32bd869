-- Rupiah paid from one fund in a year, by the month of the payment.
SELECT date_trunc('month', o.paid_on)::date, sum(o.amount)::bigint
FROM money_paymentorder o
WHERE o.fund_id = %(fund)s AND o.state = 'paid' AND o.paid_on BETWEEN %(since)s AND %(on)s
GROUP BY 1 ORDER BY 1
