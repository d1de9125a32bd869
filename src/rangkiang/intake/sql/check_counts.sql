SELECT newest.kind, newest.result, count(*)::int
FROM (SELECT DISTINCT ON (v.candidate_id, v.kind) v.kind, v.result
      FROM intake_verification v JOIN intake_candidate c ON c.id = v.candidate_id
      WHERE c.batch_id = %(batch)s AND c.state <> 'withdrawn'
      ORDER BY v.candidate_id, v.kind, v."on" DESC, v.id DESC) newest
GROUP BY newest.kind, newest.result ORDER BY newest.kind, count(*) DESC
