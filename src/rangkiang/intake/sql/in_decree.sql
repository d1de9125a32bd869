SELECT EXISTS (SELECT FROM decree_decreeline l JOIN decree_decree d ON d.id = l.decree_id
               WHERE l.candidate_id = %(candidate)s AND d.state <> 'withdrawn')
