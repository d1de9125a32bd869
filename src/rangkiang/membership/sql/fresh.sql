-- After a load of one month: the planner knows the month, and the whole while it is young.
SELECT fresh_statistics('membership_personmonth_' || to_char(%(month)s::date, 'YYYYMM'), %(added)s),
       fresh_statistics('membership_personmonth', %(added)s)
