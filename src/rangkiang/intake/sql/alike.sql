-- Who looks like somebody waits for a person's word, unless it was given, or the other's list was taken back. What lists
-- of the dead and of the covered say was asked by the screen.
UPDATE intake_candidate c SET state = 'review', reason = 'alike'
WHERE c.batch_id = %(batch)s AND c.state = 'proposed'
  AND EXISTS (SELECT FROM intake_likeness l LEFT JOIN intake_candidate o ON o.id = l.other_id
              WHERE l.candidate_id = c.id AND l.death_id IS NULL AND l.cover_id IS NULL AND o.state IS DISTINCT FROM 'withdrawn'
                AND NOT EXISTS (SELECT FROM intake_judgement j WHERE j.likeness_id = l.id AND j.answer IN ('same', 'different')))
