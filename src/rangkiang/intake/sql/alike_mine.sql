-- The rows of a batch to compare; asked: the NIK is known under another name and date.
SELECT id, nik, kk, name_key, birth_date, sex, nullif(mother, ''), area, reason = 'nik_of_another'
FROM intake_candidate
WHERE batch_id = %(batch)s AND (state = 'proposed' OR (state = 'review' AND reason = 'nik_of_another'))
ORDER BY id
