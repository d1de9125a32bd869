-- The decrees, drafts included, that hold people of a batch: (number, how many).
SELECT d.number, count(*)::int
FROM decree_decreeline l JOIN decree_decree d ON d.id = l.decree_id JOIN intake_candidate c ON c.id = l.candidate_id
WHERE c.batch_id = %(batch)s AND d.state <> 'withdrawn' GROUP BY d.id, d.number ORDER BY d.number
