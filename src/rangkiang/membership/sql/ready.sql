-- The month's part of the person-months is there. Making one keeps writers of persons, enrolments and rolls waiting
-- until the transaction ends, so it is done where that is soon.
SELECT ready_month(%(month)s)
