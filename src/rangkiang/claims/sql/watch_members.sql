-- Whom a list of deaths is held against: everybody who is or was covered, by us or by others, in the reader's areas.
SELECT id, nik, kk, name_key AS name, birth_date, sex, nullif(mother, '') AS mother, area AS village_code
FROM people_person
WHERE id IN (SELECT person_id FROM membership_enrolment
             UNION
             SELECT person_id FROM membership_foreignmonth WHERE withdrawn_at IS NULL)
ORDER BY id
