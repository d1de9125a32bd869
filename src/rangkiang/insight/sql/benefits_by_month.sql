-- Benefits granted to members of one fund, by the month of the decision.
SELECT date_trunc('month', c.decided_on)::date, sum(c.granted)::bigint
FROM claims_claim c JOIN claims_event e ON e.id = c.event_id
WHERE c.decided_on <= %(on)s AND c.granted IS NOT NULL
  AND EXISTS (SELECT FROM membership_enrolment n WHERE n.person_id = c.person_id AND n.fund_id = %(fund)s
              AND n.first_month <= e.happened_on)
GROUP BY 1 ORDER BY 1
