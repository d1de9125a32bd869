-- For each typed word, in order: the words of names that are one or two slips away from it and do not hold it anyway.
SELECT coalesce(array_agg(DISTINCT w.word) FILTER (WHERE w.word IS NOT NULL), '{}')
FROM unnest(%(words)s::text[]) WITH ORDINALITY AS t (typed, at)
LEFT JOIN people_nameword w
  ON w.word %% t.typed AND w.word NOT LIKE '%%' || t.typed || '%%' AND length(t.typed) >= 4
     AND levenshtein_less_equal(w.word, t.typed, 2) <= CASE WHEN length(t.typed) < 7 THEN 1 ELSE 2 END
GROUP BY t.at ORDER BY t.at
