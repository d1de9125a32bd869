-- One decree and its lines from verified candidates, hashed as it is written. Nobody to decree: nothing is written.
WITH chosen AS (
  SELECT c.*, row_number() OVER (ORDER BY c.area, c.name, c.id) AS line
  FROM (SELECT c.* FROM intake_candidate c
        WHERE c.fund_id = %(fund)s AND c.state = 'verified'
          AND (%(chosen)s::bigint[] IS NULL OR c.id = ANY (%(chosen)s::bigint[]))
          AND c.held = ''
        ORDER BY c.decile NULLS LAST, c.recorded_at, c.id
        LIMIT %(count)s) c
), lines AS (
  INSERT INTO decree_decreeline (decree_id, line, person_id, candidate_id, area, nik, name, birth_date, address, occupation)
  SELECT %(decree)s, line, person_id, id, area, nik, name, birth_date, address, occupation FROM chosen
  RETURNING line, person_id, nik, name, birth_date, area
)
INSERT INTO decree_decree (id, fund_id, area, number, dated, first_month, persons, sha256, state, prepared_by_id)
SELECT %(decree)s, %(fund)s, %(area)s, %(number)s, %(dated)s, %(first_month)s, count(*),
       encode(sha256(convert_to(string_agg(concat_ws('|', line, person_id, nik, name, birth_date, area), E'\n'
                                           ORDER BY line), 'UTF8')), 'hex'), 'draft', %(by)s
FROM lines HAVING count(*) > 0
