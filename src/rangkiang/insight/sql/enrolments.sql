-- A person's enrolments and the decrees they rest on, newest first. Read with the whole register in sight.
SELECT e.id, f.name AS fund, e.first_month, e.last_month, e.exit_reason, e.exit_on, e.kpj, d.id AS decree, d.number,
       d.dated, l.line
FROM membership_enrolment e
JOIN programme_fund f ON f.id = e.fund_id
JOIN decree_decreeline l ON l.id = e.decree_line_id
JOIN decree_decree d ON d.id = l.decree_id
WHERE e.person_id = %(person)s
ORDER BY e.first_month DESC, e.id DESC
