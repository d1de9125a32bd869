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
  SELECT v.person_id, v.area, 'reported', 'event:' || v.id, %(reported)s, 0
  FROM claims_event v
  WHERE v.state <> 'closed'
  UNION ALL
  SELECT c.person_id, c.area, 'paid', 'claim:' || c.id, %(paid)s, c.granted
  FROM claims_claim c
  WHERE c.state = 'paid'
) w
JOIN people_person p ON p.id = w.person_id
WHERE p.phone <> '' AND (w.kind <> 'enrolled' OR p.died_on IS NULL)
ON CONFLICT (kind, about) DO NOTHING
