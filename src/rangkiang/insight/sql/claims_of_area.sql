-- Claims of a place's members by scheme and state.
SELECT scheme, state, count(*)::int, sum(coalesce(granted, computed))::bigint
FROM claims_claim WHERE area ^@ %(area)s
GROUP BY scheme, state ORDER BY scheme, state
