-- Who left a place between two days, by reason.
SELECT exit_reason, count(*)::int
FROM membership_enrolment
WHERE area ^@ %(area)s AND exit_on BETWEEN %(since)s AND %(until)s
GROUP BY exit_reason ORDER BY 2 DESC, 1
