-- The money billed for months after a death, until it is back: by person, fund and what it waits for, with how many
-- months, rupiah, the first month, and since when. Standing: no draft takes it off yet; draft: waits for approval;
-- credit: to be asked back or used; asked: BPJS is to answer.
WITH line AS (
  SELECT coalesce(l.canonical_id, p.id) AS person_id, f.id AS fund_id, f.kind || ':' || f.area AS code, f.area, m.month,
         (m.jkk + m.jkm)::bigint AS amount,
         CASE WHEN back.seq IS NULL AND draft.roll_id IS NULL THEN 'standing' WHEN back.seq IS NULL THEN 'draft'
              WHEN refund.bill_id IS NOT NULL THEN 'asked' ELSE 'credit' END AS waits,
         CASE WHEN back.seq IS NULL THEN (draft.recorded_at AT TIME ZONE 'Asia/Jakarta')::date
              ELSE coalesce(refund.asked_on, (bill.approved_at AT TIME ZONE 'Asia/Jakarta')::date) END AS since
  FROM people_person p
  JOIN membership_personmonth m ON m.person_id = p.id AND m.month > p.died_on AND m.seq %% 2 = 0
  JOIN membership_roll r ON r.id = m.roll_id
  JOIN programme_fund f ON f.id = r.fund_id
  LEFT JOIN people_identitylink l ON l.record_id = p.id AND l.undone_at IS NULL
  LEFT JOIN membership_personmonth back ON back.month = m.month AND back.person_id = m.person_id AND back.seq = m.seq + 1
  LEFT JOIN money_bill bill ON bill.roll_id = back.roll_id
  LEFT JOIN LATERAL (
    SELECT x.bill_id, max(x.asked_on) AS asked_on FROM money_refund x
    WHERE x.bill_id = bill.roll_id AND x.state = 'asked' GROUP BY x.bill_id) refund ON true
  LEFT JOIN LATERAL (
    SELECT c.roll_id, b.recorded_at FROM membership_correction c JOIN money_bill b ON b.roll_id = c.roll_id
    WHERE b.state = 'draft' AND c.person_id = m.person_id AND c.month = m.month AND c.seq = m.seq + 1) draft ON true
  WHERE p.died_on <= %(on)s AND p.area ^@ %(area)s AND (back.seq IS NULL OR bill.state = 'issued')
)
SELECT line.person_id, p.name, p.area, line.code, line.area, line.waits, count(*)::int, sum(line.amount)::bigint,
       min(line.month), min(line.since)
FROM line JOIN people_person p ON p.id = line.person_id
GROUP BY line.person_id, p.name, p.area, line.code, line.area, line.waits
ORDER BY min(line.month), p.name, line.waits
