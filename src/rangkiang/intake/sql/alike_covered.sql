-- Whom lists of those whom others cover name, each person once, while that cover lasts.
SELECT max(id), nik, NULL AS kk, name_key, birth_date, sex, NULL AS mother, area FROM people_knowncover
WHERE NOT ours AND withdrawn_at IS NULL AND name_key <> '' AND (last_month IS NULL OR last_month >= %(month)s)
GROUP BY nik, name_key, birth_date, sex, area
ORDER BY 1
