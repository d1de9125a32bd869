-- The standing payments of these rolls, and of the corrections of them, are voided on a day.
WITH RECURSIVE due (id) AS (
  SELECT unnest(%(rolls)s::uuid[])
  UNION
  SELECT r.id FROM membership_roll r JOIN due ON r.corrects_id = due.id WHERE r.kind = 'correction'
)
INSERT INTO membership_rollpayment (roll_id, area, paid_on, seq, voids_id)
SELECT p.roll_id, p.area, %(on)s, p.seq + 1, p.id
FROM due JOIN membership_rollpayment p ON p.roll_id = due.id
WHERE p.voids_id IS NULL AND NOT EXISTS (SELECT FROM membership_rollpayment v WHERE v.voids_id = p.id)
