-- What the register already knows of each proposed row of a batch. The first reason that holds is the one that is told.
-- A person's other records, joined to the one that has this NIK, speak for him too. What the comparison of names and
-- dates asks comes along: that somebody else has this NIK goes before whatever the NIK alone would say.
WITH mine AS (
  SELECT c.*, p.id AS known, coalesce(l.canonical_id, p.id) AS whole
  FROM intake_candidate c
  LEFT JOIN people_person p ON p.nik = c.nik
  LEFT JOIN people_identitylink l ON l.record_id = p.id AND l.undone_at IS NULL
  WHERE c.batch_id = %(batch)s AND c.state = 'proposed'
), asked AS (
  SELECT * FROM unnest(%(rows)s::bigint[], %(reasons)s::text[], %(said)s::text[]) AS q (id, reason, said)
), record AS (
  SELECT m.id, m.whole AS person FROM mine m WHERE m.whole IS NOT NULL
  UNION
  SELECT m.id, l.record_id FROM mine m JOIN people_identitylink l ON l.canonical_id = m.whole AND l.undone_at IS NULL
), niks AS (
  SELECT id, nik, true AS own, name_key, birth_date FROM mine
  UNION
  SELECT r.id, p.nik, false, p.name_key, p.birth_date FROM record r JOIN people_person p ON p.id = r.person WHERE p.nik IS NOT NULL
), death AS (
  SELECT n.id, d.source || ': ' || d.name AS named,
    -- under the own NIK another name was asked about already, under that of a joined record it is here
    n.own OR d.name_key = '' OR d.name_key = n.name_key AND coalesce(d.birth_date = n.birth_date, true) AS sure
  FROM niks n JOIN people_knowndeath d ON d.nik = n.nik WHERE d.withdrawn_at IS NULL
), dead AS (
  SELECT r.id FROM record r JOIN people_person p ON p.id = r.person WHERE p.died_on IS NOT NULL
  UNION
  SELECT id FROM death WHERE sure
), cover AS (
  SELECT n.id, bool_or(k.ours) AS ours,
    bool_or(n.own OR k.name_key = '' OR k.name_key = n.name_key AND coalesce(k.birth_date = n.birth_date, true)) AS sure,
    string_agg(DISTINCT k.source || ': ' || k.name, '; ') FILTER (WHERE k.name_key <> '') AS named,
    string_agg(DISTINCT k.source || ': NIK sama; daftar itu tidak memuat nama, jadi hanya NIK yang cocok', '; ')
      FILTER (WHERE k.name_key = '' AND (k.person_id IS NULL OR k.evidence IS NOT NULL)) AS bare
  FROM niks n JOIN people_knowncover k ON k.nik = n.nik
  WHERE k.withdrawn_at IS NULL AND (k.last_month IS NULL OR k.last_month >= %(month)s) GROUP BY n.id
), twice AS (
  SELECT DISTINCT m.id FROM niks n JOIN mine m ON m.id = n.id JOIN intake_candidate o ON o.nik = n.nik AND o.id <> m.id
  WHERE o.state = 'verified' OR (o.state = 'review' AND o.reason <> 'nik_of_another')
     OR (o.state = 'proposed' AND (o.batch_id <> m.batch_id OR o.id < m.id))
), dead_alike AS (
  SELECT id, string_agg(DISTINCT named, '; ') AS named FROM (
    SELECT m.id, NULL AS named FROM mine m
    JOIN people_knowndeath d ON d.birth_date = m.birth_date AND d.name_key = m.name_key WHERE d.withdrawn_at IS NULL
    UNION
    SELECT id, named FROM death WHERE NOT sure
  ) alike GROUP BY id
), judged AS (
  SELECT m.id, m.known, CASE WHEN cover.sure AND cover.named IS NULL THEN cover.bare END AS bare,
    coalesce(asked.said,
      coalesce(dead_alike.named, cover.named) || ': NIK catatan lain dari orang ini, dengan nama lain') AS said,
    CASE
      WHEN asked.reason = 'nik_of_another' THEN 'review:nik_of_another'
      WHEN dead.id IS NOT NULL THEN 'refused:died'
      WHEN cover.ours THEN 'refused:covered_by_us'
      WHEN cover.sure THEN 'refused:covered_by_others'
      WHEN twice.id IS NOT NULL THEN 'refused:proposed_twice'
      WHEN m.birth_date <= %(month)s::date - make_interval(years => %(age_below)s) THEN 'refused:too_old'
      WHEN m.decile > %(decile_max)s THEN 'refused:decile'
      WHEN m.decile IS NULL AND %(decile_max)s::int < 10 THEN 'review:decile_unknown'  -- 10 is no limit
      WHEN dead_alike.id IS NOT NULL THEN 'review:death_alike'
      WHEN asked.reason IS NOT NULL THEN 'review:' || asked.reason
      WHEN cover.id IS NOT NULL THEN 'review:cover_alike'
    END AS verdict
  FROM mine m LEFT JOIN dead USING (id) LEFT JOIN cover USING (id) LEFT JOIN twice USING (id)
  LEFT JOIN dead_alike USING (id) LEFT JOIN asked USING (id)
)
UPDATE intake_candidate c
SET state = split_part(j.verdict, ':', 1), reason = split_part(j.verdict, ':', 2),
    person_id = j.known,
    evidence = CASE WHEN j.verdict LIKE 'review:%%' THEN coalesce(j.said, '')
                    WHEN j.verdict = 'refused:covered_by_others' THEN coalesce(j.bare, c.evidence) ELSE c.evidence END,
    decided_at = CASE WHEN j.verdict LIKE 'refused:%%' THEN rangkiang_now() END
FROM judged j WHERE c.id = j.id AND j.verdict IS NOT NULL
