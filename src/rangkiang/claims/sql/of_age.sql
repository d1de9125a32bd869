-- Scholarships that end because the child is of age when the school year begins.
UPDATE claims_child c SET ended_on = (c.born + make_interval(years => %(age)s))::date, end_reason = 'age'
FROM claims_claim q, claims_claimpart part
WHERE part.claim_id = q.id AND part.turn = q.turn AND part.code = 'beasiswa' AND c.parent_id = q.person_id
  AND q.state IN ('granted', 'paid') AND c.died_on IS NULL AND c.ended_on IS NULL
  AND c.born + make_interval(years => %(age)s) <= %(starts)s
RETURNING c.id
