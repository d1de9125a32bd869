-- What each claim on one fund was granted by a day, in rupiah: the cases that the loss ratio rests on.
SELECT c.granted::bigint FROM claims_claim c
WHERE c.decided_on <= %(on)s AND c.granted > 0 AND c.fund_id = %(fund)s
