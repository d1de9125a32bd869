-- Months that others paid, by NIK; a month noted already for that payer is left as it is. Tells how many were new, how
-- many stood already, how many NIK nobody here has, and how many of the new ones are months that we charge as well.
WITH given AS (
  SELECT DISTINCT ON (g.nik, g.month, g.payer) g.*
  FROM unnest(%(niks)s::text[], %(months)s::date[], %(payers)s::text[], %(days)s::date[]) AS g (nik, month, payer, paid_on)
  ORDER BY g.nik, g.month, g.payer, g.paid_on
), known AS (
  SELECT given.*, p.id AS person_id, p.area FROM given JOIN people_person p ON p.nik = given.nik
), noted AS (
  INSERT INTO membership_foreignmonth (person_id, area, month, payer, paid_on, source, noted_by_id)
  SELECT person_id, area, month, payer, paid_on, %(source)s, %(by)s FROM known
  ON CONFLICT (person_id, month, payer) WHERE withdrawn_at IS NULL DO NOTHING
  RETURNING person_id, month
)
SELECT (SELECT count(*) FROM noted)::int,
       ((SELECT count(*) FROM known) - (SELECT count(*) FROM noted))::int,
       ((SELECT count(*) FROM given) - (SELECT count(*) FROM known))::int,
       (SELECT count(*) FROM noted n WHERE EXISTS (
          SELECT FROM membership_personmonth m WHERE m.month = n.month AND m.person_id = n.person_id AND m.seq %% 2 = 0
            AND NOT EXISTS (SELECT FROM membership_personmonth o
                            WHERE o.month = m.month AND o.person_id = m.person_id AND o.seq = m.seq + 1)))::int
