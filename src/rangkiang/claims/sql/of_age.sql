-- Scholarships that end because the child is of age when the school year begins.
WITH granted AS (
  SELECT q.*, coalesce(l.canonical_id, q.person_id) AS family
  FROM claims_claim q
  JOIN claims_claimpart part ON part.claim_id = q.id AND part.turn = q.turn AND part.code = 'beasiswa'
  LEFT JOIN people_identitylink l ON l.record_id = q.person_id AND l.undone_at IS NULL
  WHERE q.state IN ('granted', 'paid')
)
UPDATE claims_child c SET ended_on = (c.born + make_interval(years => %(age)s))::date, end_reason = 'age'
WHERE EXISTS (
    SELECT FROM granted WHERE family = coalesce(
      (SELECT l.canonical_id FROM people_identitylink l WHERE l.record_id = c.parent_id AND l.undone_at IS NULL), c.parent_id))
  AND c.died_on IS NULL AND c.ended_on IS NULL
  AND c.born + make_interval(years => %(age)s) <= %(starts)s
RETURNING c.id
