-- What intake knows of these persons' cover by others, from one source, becomes exactly the stretches given.
WITH given AS (
  SELECT * FROM unnest(%(niks)s::text[], %(persons)s::bigint[], %(areas)s::text[], %(payers)s::text[], %(firsts)s::date[],
                       %(lasts)s::date[]) AS g (nik, person_id, area, payer, first_month, last_month)
), grown AS (
  UPDATE people_knowncover k SET last_month = g.last_month FROM given g
  WHERE (k.nik, k.payer, k.first_month) = (g.nik, g.payer, g.first_month) AND k.source = %(source)s AND k.withdrawn_at IS NULL
    AND k.last_month IS DISTINCT FROM g.last_month
), gone AS (
  UPDATE people_knowncover k SET withdrawn_at = rangkiang_now()
  WHERE k.source = %(source)s AND k.withdrawn_at IS NULL AND k.person_id = ANY(%(all)s::bigint[])
    AND NOT EXISTS (SELECT FROM given g WHERE (g.nik, g.payer, g.first_month) = (k.nik, k.payer, k.first_month))
)
INSERT INTO people_knowncover (nik, person_id, area, ours, payer, first_month, last_month, source)
SELECT nik, person_id, area, false, payer, first_month, last_month, %(source)s FROM given
ON CONFLICT DO NOTHING
