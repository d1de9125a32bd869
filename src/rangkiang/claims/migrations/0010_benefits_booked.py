"""What BPJS paid before stands in the memorandum accounts too, as of the moment it was recorded."""

from django.db import migrations

BOOKED = """
SELECT set_config('rangkiang.areas', '{""}', true);
CREATE TEMP TABLE paid ON COMMIT DROP AS
SELECT d.id, d.claim_id, d.amount, d.paid_on, d.recorded_at, c.fund_id, f.area,
       CASE d.part WHEN 'tambahan' THEN 'memo:late:' ELSE 'memo:benefits:' END || c.scheme AS code
FROM claims_disbursement d JOIN claims_claim c ON c.id = d.claim_id JOIN programme_fund f ON f.id = c.fund_id;

INSERT INTO money_account (fund_id, area, code)
SELECT fund_id, area, code FROM paid UNION SELECT fund_id, area, 'memo:bpjs' FROM paid
ON CONFLICT DO NOTHING;

INSERT INTO money_transfer (debit_id, credit_id, area, amount, happened_on, reference, recorded_at)
SELECT d.id, c.id, p.area, p.amount, p.paid_on, 'benefit:' || p.claim_id || ':' || p.id || ':0', p.recorded_at
FROM paid p
JOIN money_account d ON d.fund_id = p.fund_id AND d.code = p.code
JOIN money_account c ON c.fund_id = p.fund_id AND c.code = 'memo:bpjs'
ORDER BY p.id
ON CONFLICT DO NOTHING;
"""


class Migration(migrations.Migration):
    dependencies = [("claims", "0009_scanned_papers_prove"), ("money", "0006_budget_is_not_negative")]

    operations = [migrations.RunSQL(BOOKED, migrations.RunSQL.noop)]
