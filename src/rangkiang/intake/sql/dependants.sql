-- What rests on the people of a batch, drafts included: (its number, how many).
SELECT held, count(*)::int FROM intake_candidate WHERE batch_id = %(batch)s AND held <> '' GROUP BY held ORDER BY held
