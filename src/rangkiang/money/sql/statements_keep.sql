-- Lines that no earlier statement of the fund had. Returns how many.
WITH kept AS (
  INSERT INTO money_statementline (statement_id, fund_id, area, kind, sheet, row, day, amount, direction, description, reference, fingerprint, reason)
  SELECT %(statement)s, %(fund)s, %(area)s, %(kind)s, g.sheet, g.row, g.day, g.amount, g.direction, g.description, g.reference, g.fingerprint, ''
  FROM unnest(%(sheet)s::text[], %(row)s::int[], %(day)s::date[], %(amount)s::bigint[], %(direction)s::text[],
              %(description)s::text[], %(reference)s::text[], %(fingerprint)s::text[])
       g (sheet, row, day, amount, direction, description, reference, fingerprint)
  ON CONFLICT (fund_id, fingerprint) DO NOTHING RETURNING id
)
SELECT count(*)::int FROM kept
