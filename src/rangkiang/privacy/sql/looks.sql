-- A look at each of these persons. Who is outside the reader's areas is not there to be seen.
INSERT INTO privacy_view (viewer_id, person_id, area, what, unmasked)
SELECT %(viewer)s, p.id, p.area, %(what)s, false FROM people_person p WHERE p.id = ANY (%(persons)s::bigint[])
