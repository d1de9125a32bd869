-- A correction just entered is paid since the roll that it corrects was, when that payment stands.
INSERT INTO membership_rollpayment (roll_id, area, paid_on, seq)
SELECT r.id, r.area, p.paid_on, 0
FROM membership_roll r
JOIN membership_rollpayment p ON p.roll_id = r.corrects_id AND p.voids_id IS NULL
     AND NOT EXISTS (SELECT FROM membership_rollpayment v WHERE v.voids_id = p.id)
WHERE r.id = %(roll)s
ON CONFLICT (roll_id, seq) DO NOTHING
