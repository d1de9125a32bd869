-- SHA-256 over a bill's lines, nagari by nagari, and its head: what was issued, to be computed again at any time.
WITH line AS (
  SELECT area, sha256(convert_to(string_agg(person_id || ':' || seq || ':' || jkk || ':' || jkm, ',' ORDER BY person_id, seq), 'UTF8')) AS digest
  FROM membership_personmonth WHERE month = %(month)s AND roll_id = %(roll)s GROUP BY area
), lines AS (
  SELECT coalesce(string_agg(area || ':' || encode(digest, 'hex'), ',' ORDER BY area COLLATE "C"), '') AS text FROM line
)
SELECT encode(sha256(convert_to(concat_ws('|', r.fund_id, r.month, r.seq, r.kind, r.persons, r.jkk, r.jkm, b.due_on, b.billing_code, lines.text), 'UTF8')), 'hex')
FROM membership_roll r JOIN money_bill b ON b.roll_id = r.id, lines WHERE r.id = %(roll)s
