-- These rolls are paid on a day, each on its own, and with them the entered corrections of them. A roll whose payment
-- stands is left as it is.
WITH RECURSIVE due (id, paid_on) AS (
  SELECT * FROM unnest(%(rolls)s::uuid[], %(days)s::date[])
  UNION
  SELECT r.id, due.paid_on FROM membership_roll r JOIN due ON r.corrects_id = due.id
  WHERE r.kind = 'correction' AND EXISTS (SELECT FROM membership_personmonth m WHERE m.month = r.month AND m.roll_id = r.id)
)
INSERT INTO membership_rollpayment (roll_id, area, paid_on, seq)
SELECT r.id, r.area, due.paid_on, coalesce(last.seq + 1, 0)
FROM due JOIN membership_roll r ON r.id = due.id
LEFT JOIN LATERAL (SELECT max(seq) AS seq FROM membership_rollpayment p WHERE p.roll_id = r.id) last ON true
WHERE last.seq IS NULL OR last.seq %% 2 = 1
ON CONFLICT (roll_id, seq) DO NOTHING
