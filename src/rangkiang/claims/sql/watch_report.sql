-- Members whose death a list tells and the comparison, or a person, holds for them: the day of death is noted on every
-- record of the person, so that no further bill counts him; whoever died within cover is a reported death, unless it is
-- one already. Within cover as far as a list can tell, as in unreported.sql. Whom a second person said to live, by
-- taking the report back, is left alone. Returns how many persons, and how many new reports.
WITH said AS (
  SELECT coalesce(l.canonical_id, m.person_id) AS person_id, min(d.died_on) AS died_on
  FROM people_deathmatch m
  JOIN people_knowndeath d ON d.id = m.death_id AND d.withdrawn_at IS NULL
  LEFT JOIN people_identitylink l ON l.record_id = m.person_id AND l.undone_at IS NULL
  WHERE m.state = 'same' AND d.died_on <= %(on)s AND m.area ^@ ANY (%(areas)s::text[])
  GROUP BY 1
), record AS (
  SELECT person_id, person_id AS id FROM said
  UNION ALL
  SELECT l.canonical_id, l.record_id FROM people_identitylink l JOIN said ON said.person_id = l.canonical_id
  WHERE l.undone_at IS NULL
), told AS (  -- reports of these persons' deaths that stand, or that a list made and a person took back
  SELECT r.person_id, bool_or(e.state <> 'closed') AS stands
  FROM record r JOIN claims_event e ON e.person_id = r.id
  WHERE e.outcome = 'death' AND (e.state <> 'closed' OR e.source = 'list')
  GROUP BY 1
), known AS (
  SELECT r.person_id, min(p.died_on) AS died_on FROM record r JOIN people_person p ON p.id = r.id GROUP BY 1
), dead AS (
  SELECT s.person_id, coalesce(k.died_on, s.died_on) AS died_on, t.stands IS NULL AS untold
  FROM said s JOIN known k USING (person_id) LEFT JOIN told t USING (person_id)
  WHERE t.stands IS NOT FALSE
), marked AS (
  UPDATE people_person p SET died_on = dead.died_on
  FROM record r JOIN dead USING (person_id) WHERE p.id = r.id AND p.died_on IS NULL
  RETURNING r.person_id
), within AS (
  SELECT r.person_id FROM record r JOIN dead USING (person_id) JOIN membership_personmonth m ON m.person_id = r.id
  WHERE dead.untold AND m.seq %% 2 = 0
    AND m.month BETWEEN date_trunc('month', dead.died_on) - make_interval(months => %(arrears)s) AND dead.died_on
    AND NOT EXISTS (SELECT FROM membership_personmonth n
                    WHERE n.month = m.month AND n.person_id = m.person_id AND n.seq = m.seq + 1)
  UNION
  SELECT r.person_id FROM record r JOIN dead USING (person_id) JOIN membership_foreignmonth f ON f.person_id = r.id
  WHERE dead.untold AND f.withdrawn_at IS NULL
    AND f.month BETWEEN date_trunc('month', dead.died_on) - make_interval(months => %(arrears)s) AND dead.died_on
), reported AS (
  INSERT INTO claims_event (id, person_id, area, kind, happened_on, reported_on, source, outcome, facts, state,
                            closing_reason, reported_by_id)
  SELECT gen_random_uuid(), p.id, p.area, 'death', dead.died_on, %(on)s, 'list', 'death', '{}', 'reported', '', %(by)s
  FROM within JOIN dead USING (person_id) JOIN people_person p ON p.id = dead.person_id
  ORDER BY p.id
  RETURNING person_id
)
SELECT (SELECT count(DISTINCT person_id) FROM marked)::int, (SELECT count(*) FROM reported)::int
