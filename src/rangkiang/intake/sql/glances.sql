-- A look at each of these candidates. Who is outside the reader's areas is not there to be seen.
INSERT INTO intake_glance (viewer_id, candidate_id, area, what, unmasked)
SELECT %(viewer)s, c.id, c.area, %(what)s, false FROM intake_candidate c WHERE c.id = ANY (%(candidates)s::bigint[])
