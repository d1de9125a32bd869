-- One message for everything that families should know and were not told: cover that began with a card number, a
-- report that was received, a benefit that was paid, a school year to apply for. It goes to whoever reported the case and
-- left a phone, else to the phone of the member's household; of a report and a school year the nagari's officer is told too,
-- and of a death whose day nobody knows that officer alone.
-- Without a phone or an address there is nothing to send.
WITH children AS (  -- of all the records of one person; the same child on two of them is one
  SELECT DISTINCT ON (family, lower(c.name), c.born) c.*, coalesce(l.canonical_id, c.parent_id) AS family
  FROM claims_child c LEFT JOIN people_identitylink l ON l.record_id = c.parent_id AND l.undone_at IS NULL
  WHERE c.died_on IS NULL
  ORDER BY family, lower(c.name), c.born, c.id
), told AS (
  SELECT e.person_id, e.area, NULL::uuid AS event, 'enrolled' AS kind, 'enrolment:' || e.id AS about,
         %(enrolled)s::text AS text, NULL::text AS nagari, 0::bigint AS amount, NULL::date AS day
  FROM membership_enrolment e
  WHERE e.kpj IS NOT NULL AND e.last_month IS NULL
  UNION ALL
  SELECT v.person_id, v.area, v.id, 'reported', 'event:' || v.id,
         CASE WHEN v.kind = 'death' THEN %(death)s ELSE %(accident)s END, %(to_nagari)s, 0, v.reported_on
  FROM claims_event v
  WHERE v.state <> 'closed'
  UNION ALL
  SELECT p.id, p.area, NULL, 'reported', 'undated:' || p.id, NULL, %(undated)s, 0, u.since  -- the family is asked in person
  FROM people_dead_undated() u JOIN people_person p ON p.id = u.person WHERE u.record = u.person
  UNION ALL
  SELECT c.person_id, c.area, c.event_id, 'paid',  -- what was really paid, each day; a scholarship follows year by year
         'claim:' || c.id || CASE WHEN d.turn > 0 THEN ':' || d.turn ELSE '' END  -- as the first has always been named
           || CASE WHEN d.later THEN ':' || d.paid_on ELSE '' END, %(paid)s, NULL, sum(d.amount), d.paid_on
  FROM claims_claim c JOIN (
    SELECT *, paid_on > min(paid_on) OVER (PARTITION BY claim_id, turn) AS later
    FROM claims_disbursement WHERE part <> 'beasiswa') d ON d.claim_id = c.id
  GROUP BY c.id, d.turn, d.later, d.paid_on
  UNION ALL
  SELECT q.person_id, c.area, q.event_id, 'school', 'school:' || c.id || ':' || %(year)s, %(school)s, %(school_nagari)s, 0, NULL
  FROM claims_claim q
  JOIN claims_event e ON e.id = q.event_id
  JOIN claims_claimpart part ON part.claim_id = q.id AND part.turn = q.turn AND part.code = 'beasiswa'
  LEFT JOIN people_identitylink l ON l.record_id = q.person_id AND l.undone_at IS NULL
  JOIN children c ON c.family = coalesce(l.canonical_id, q.person_id)
  LEFT JOIN claims_schoolyear y ON y.child_id = c.id AND y.year = %(year)s
  WHERE q.state IN ('granted', 'paid') AND e.happened_on < %(starts)s AND c.ended_on IS NULL AND c.chosen IS NOT FALSE
    AND y.applied_on IS NULL
    AND c.born + make_interval(years => %(age)s) > %(starts)s
    AND c.born + make_interval(years => %(school_age)s) <= %(starts)s
    AND NOT EXISTS (SELECT FROM claims_pause p WHERE p.child_id = c.id AND p.until IS NULL)
    AND NOT EXISTS (SELECT FROM claims_disbursement d WHERE d.child_id = c.id AND d.school_year = %(year)s)
), addressed AS (
  SELECT t.*, p.name, p.died_on, t.about AS one, t.text AS said,
         coalesce((SELECT nullif(n.phone, '') FROM claims_notice n WHERE n.event_id = t.event AND n.phone <> ''
                   ORDER BY n.id DESC LIMIT 1), p.phone) AS whom
  FROM told t JOIN people_person p ON p.id = t.person_id
  UNION ALL
  SELECT t.*, '', NULL, t.about || ':nagari:' || u.id, t.nagari, u.email
  FROM told t
  JOIN access_assignment a ON a.role = 'nagari_officer' AND a.place_id = t.area AND a.since <= %(on)s
                           AND (a.until IS NULL OR a.until >= %(on)s)
  JOIN access_user u ON u.id = a.user_id AND u.is_active
  WHERE t.nagari IS NOT NULL
)
INSERT INTO exchange_message (person_id, area, kind, about, "to", text)
SELECT person_id, area, kind, one, whom,
       replace(replace(said, '{name}', name), '{amount}', replace(to_char(amount, 'FM999,999,999,999'), ',', '.'))
FROM addressed
WHERE whom <> '' AND said <> '' AND kind = ANY (%(kinds)s) AND (kind <> 'enrolled' OR died_on IS NULL) AND (day IS NULL OR day >= %(since)s)
ON CONFLICT (kind, about) DO NOTHING
