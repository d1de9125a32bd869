-- Enrolments from the lines of a decree, and what intake must know of them from now on.
WITH enrolled AS (
  INSERT INTO membership_enrolment (person_id, fund_id, decree_line_id, area, sector, band, first_month, exit_reason)
  SELECT l.person_id, d.fund_id, l.id, l.area, 'non_transport', 1, d.first_month, ''
  FROM decree_decreeline l JOIN decree_decree d ON d.id = l.decree_id
  WHERE l.decree_id = %(decree)s
    AND NOT EXISTS (SELECT FROM membership_enrolment e WHERE e.decree_line_id = l.id)
  RETURNING person_id, fund_id, area, first_month
), known AS (
  INSERT INTO people_knowncover (nik, person_id, area, ours, payer, first_month, source)
  SELECT p.nik, e.person_id, e.area, true, f.kind || ':' || f.area, e.first_month, 'decree'
  FROM enrolled e JOIN people_person p ON p.id = e.person_id JOIN programme_fund f ON f.id = e.fund_id
  WHERE p.nik IS NOT NULL
  ON CONFLICT DO NOTHING
)
SELECT count(*) FROM enrolled
