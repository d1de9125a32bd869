SELECT to_char(month, 'YYYY-MM'), kind, sum(persons)::int, sum(amount)::bigint, state, explanation
FROM money_difference WHERE fund_id = %(fund)s AND month <= %(month)s AND (state = 'open' OR month = %(month)s)
GROUP BY month, kind, state, explanation ORDER BY month, kind
