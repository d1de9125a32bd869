-- Candidates become persons (or meet the person they are), and wait for a decree. Only those of whom
-- the newest word of every check that is asked for is good.
WITH chosen AS (
  SELECT c.* FROM intake_candidate c
  WHERE c.batch_id = %(batch)s
    AND CASE WHEN %(candidates)s::bigint[] IS NULL THEN c.state = 'proposed'
             ELSE c.id = ANY (%(candidates)s::bigint[]) AND c.state IN ('proposed', 'review') END
    AND NOT EXISTS (
      SELECT FROM unnest(%(asked)s::text[]) AS a (kind)
      WHERE NOT EXISTS (
        SELECT FROM (SELECT DISTINCT ON (v.kind) v.kind, v.result FROM intake_verification v
                     WHERE v.candidate_id = c.id ORDER BY v.kind, v."on" DESC, v.id DESC) newest
        WHERE newest.kind = a.kind AND newest.result IN ('match', 'free', 'fit')))
), born AS (
  INSERT INTO people_person (nik, kk, name, name_key, birth_place, birth_date, sex, mother, address, jorong, area,
                             occupation, income, phone, decile)
  SELECT nik, kk, name, name_key, birth_place, birth_date, sex, mother, address, jorong, area, occupation, income, phone, decile
  FROM chosen
  ON CONFLICT (nik) DO NOTHING
  RETURNING id, nik
), accepted AS (
  UPDATE intake_candidate c
  SET state = 'verified', reason = '', decided_by_id = %(by)s, decided_at = rangkiang_now(),
      person_id = coalesce(b.id, p.id)
  FROM chosen x LEFT JOIN born b ON b.nik = x.nik LEFT JOIN people_person p ON p.nik = x.nik
  WHERE c.id = x.id AND coalesce(b.id, p.id) IS NOT NULL
  RETURNING c.id
)
SELECT count(*) FROM accepted
