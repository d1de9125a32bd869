-- Members whose death a list tells and the comparison, or a person, holds for them: the day of death is noted on every
-- record of the person, so that no further bill counts him; whoever died within cover is a reported death, unless it is
-- one already, and another day than its own is kept beside it. Whoever was hurt at work before may have died of it: that
-- is a question on the accident, and no report of its own until a person has settled it. A row that was answered when a death was taken back says
-- nothing. Returns how many persons, how many new reports, and how many days that contradict.
WITH row AS (
  SELECT coalesce(l.canonical_id, m.person_id) AS person_id, d.id, d.died_on
  FROM people_deathmatch m
  JOIN people_knowndeath d ON d.id = m.death_id AND d.withdrawn_at IS NULL
  LEFT JOIN people_identitylink l ON l.record_id = m.person_id AND l.undone_at IS NULL
  WHERE m.state = 'same' AND d.died_on <= %(on)s AND m.area ^@ ANY (%(areas)s::text[])
    AND NOT EXISTS (SELECT FROM claims_answered a WHERE a.match_id = m.id)
), said AS (
  SELECT person_id, min(died_on) AS died_on FROM row GROUP BY 1
), record AS (
  SELECT person_id, person_id AS id FROM said
  UNION ALL
  SELECT l.canonical_id, l.record_id FROM people_identitylink l JOIN said ON said.person_id = l.canonical_id
  WHERE l.undone_at IS NULL
), told AS (
  SELECT r.person_id, e.id AS event_id, e.kind, e.happened_on, e.area,
         coalesce(e.died_on, e.happened_on) AS died_on FROM record r JOIN claims_event e ON e.person_id = r.id
  WHERE e.outcome = 'death' AND e.state <> 'closed'
), hurt AS (
  SELECT DISTINCT ON (r.person_id) r.person_id, e.id AS event_id, e.happened_on, e.area
  FROM record r JOIN said USING (person_id) JOIN claims_event e ON e.person_id = r.id
  WHERE e.kind = 'accident' AND e.state <> 'closed' AND e.outcome NOT IN ('death', 'recovered')
    AND e.happened_on <= said.died_on
    AND NOT EXISTS (SELECT FROM claims_claim c WHERE c.event_id = e.id AND c.state IN ('paid', 'refused', 'closed'))
    AND NOT EXISTS (SELECT FROM claims_retold t
                    WHERE t.event_id = e.id AND t.outcome = 'death' AND t.settled_at IS NOT NULL)
  ORDER BY r.person_id, e.happened_on DESC, e.id
), known AS (
  SELECT r.person_id, min(p.died_on) AS died_on FROM record r JOIN people_person p ON p.id = r.id GROUP BY 1
), dead AS (
  SELECT s.person_id, coalesce(k.died_on, s.died_on) AS died_on, t.event_id IS NULL AS untold
  FROM said s JOIN known k USING (person_id) LEFT JOIN told t USING (person_id)
), marked AS (
  UPDATE people_person p SET died_on = dead.died_on
  FROM record r JOIN dead USING (person_id) WHERE p.id = r.id AND p.died_on IS NULL
  RETURNING r.person_id
), within AS (
  SELECT DISTINCT r.person_id
  FROM record r JOIN dead USING (person_id)
  WHERE dead.untold AND claims_protects(r.id, dead.died_on, %(arrears)s)
    AND NOT EXISTS (SELECT FROM hurt WHERE hurt.person_id = r.person_id)
), reported AS (
  INSERT INTO claims_event (id, person_id, area, kind, happened_on, reported_on, source, outcome, facts, state,
                            closing_reason, reported_by_id)
  SELECT gen_random_uuid(), p.id, p.area, 'death', dead.died_on, %(on)s, 'list', 'death', '{}', 'reported', '', %(by)s
  FROM within JOIN dead USING (person_id) JOIN people_person p ON p.id = dead.person_id
  ORDER BY p.id
  RETURNING person_id
), otherwise AS (
  INSERT INTO claims_retold (event_id, area, outcome, happened_on, died_on, reported_on, source, notice, death_id,
                             reported_by_id, settled_why)
  (SELECT DISTINCT ON (t.event_id, row.died_on)
         t.event_id, t.area, '', CASE t.kind WHEN 'death' THEN row.died_on ELSE t.happened_on END,
         CASE t.kind WHEN 'accident' THEN row.died_on END, %(on)s, 'list', '{}'::jsonb, row.id, %(by)s, ''
  FROM row JOIN told t USING (person_id)
  WHERE row.died_on <> t.died_on
    AND NOT EXISTS (SELECT FROM claims_retold r WHERE r.event_id = t.event_id 
                    AND coalesce(r.died_on, r.happened_on) = row.died_on)
    AND NOT EXISTS (SELECT FROM claims_change c WHERE c.event_id = t.event_id AND c.kind = 'day' AND c.state = 'done'
                    AND row.died_on::text IN (c.was ->> 'happened_on', c.was ->> 'died_on'))
  ORDER BY t.event_id, row.died_on, row.id)
  UNION ALL
  (SELECT DISTINCT ON (h.event_id, row.died_on)
          h.event_id, h.area, 'death', h.happened_on, row.died_on, %(on)s, 'list', '{}'::jsonb, row.id, %(by)s, ''
   FROM row JOIN hurt h USING (person_id) JOIN dead USING (person_id)
   WHERE dead.untold AND row.died_on >= h.happened_on
     AND NOT EXISTS (SELECT FROM claims_retold r WHERE r.event_id = h.event_id AND r.died_on = row.died_on)
   ORDER BY h.event_id, row.died_on, row.id)
  RETURNING id
)
SELECT (SELECT count(DISTINCT person_id) FROM marked)::int, (SELECT count(*) FROM reported)::int,
       (SELECT count(*) FROM otherwise)::int
