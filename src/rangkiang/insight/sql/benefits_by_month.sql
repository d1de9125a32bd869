-- Benefits granted to members of one fund, by the month of the decision.
SELECT date_trunc('month', c.decided_on)::date, sum(c.granted)::bigint
FROM claims_claim c
WHERE c.decided_on <= %(on)s AND c.granted IS NOT NULL AND c.fund_id = %(fund)s
GROUP BY 1 ORDER BY 1
