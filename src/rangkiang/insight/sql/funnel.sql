-- Reports and claims by how far they came since the start, in the reader's areas: each stage holds those that passed it.
SELECT count(*)::int, count(c.id)::int, count(c.submitted_on)::int, count(*) FILTER (WHERE c.granted > 0)::int,
       count(c.paid_on)::int, count(h.id)::int, count(*) FILTER (WHERE c.state = 'refused')::int,
       count(*) FILTER (WHERE e.state = 'closed' OR c.state = 'closed')::int
FROM claims_event e
LEFT JOIN claims_claim c ON c.event_id = e.id
LEFT JOIN claims_handover h ON h.claim_id = c.id
WHERE e.happened_on <= %(on)s
