SELECT encode(sha256(convert_to(string_agg(concat_ws('|', line, person_id, nik, name, birth_date, area), E'\n'
                                           ORDER BY line), 'UTF8')), 'hex')
FROM decree_decreeline WHERE decree_id = %(decree)s
