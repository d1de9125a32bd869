-- One message for everything that families should know and were not told: cover that began with a card number, a
-- report that was received, a benefit that was paid. Without a phone there is nothing to send.
INSERT INTO exchange_message (person_id, area, kind, about, "to", text)
SELECT p.id, w.area, w.kind, w.about, p.phone,
       replace(replace(w.text, '{name}', p.name), '{amount}', replace(to_char(w.amount, 'FM999,999,999,999'), ',', '.'))
FROM (
  SELECT e.person_id, e.area, 'enrolled' AS kind, 'enrolment:' || e.id AS about, %(enrolled)s::text AS text, 0::bigint AS amount
  FROM membership_enrolment e
  WHERE e.kpj IS NOT NULL AND e.last_month IS NULL
  UNION ALL
  SELECT v.person_id, v.area, 'reported', 'event:' || v.id,
         CASE WHEN v.kind = 'death' THEN %(death)s ELSE %(accident)s END, 0
  FROM claims_event v
  WHERE v.state <> 'closed'
  UNION ALL
  SELECT c.person_id, c.area, 'paid', 'claim:' || c.id || ':' || d.turn, %(paid)s, sum(d.amount)
  FROM claims_claim c JOIN claims_disbursement d ON d.claim_id = c.id
  WHERE d.part <> 'beasiswa'  -- what was really paid, each time; a scholarship follows year by year
  GROUP BY c.id, d.turn
) w
JOIN people_person p ON p.id = w.person_id
WHERE p.phone <> '' AND (w.kind <> 'enrolled' OR p.died_on IS NULL)
ON CONFLICT (kind, about) DO NOTHING
