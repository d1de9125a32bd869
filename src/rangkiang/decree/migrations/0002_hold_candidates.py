from django.db import migrations

# Row-level security holds for the owner too: for this one look the whole register is in sight.
HOLD = """
SELECT set_config('rangkiang.areas', '{""}', true);
UPDATE intake_candidate c SET held = d.number
FROM decree_decreeline l JOIN decree_decree d ON d.id = l.decree_id
WHERE l.candidate_id = c.id AND d.state <> 'withdrawn';
SELECT set_config('rangkiang.areas', '', true);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("decree", "0001_initial"),
        ("intake", "0004_held_and_owner"),
    ]

    operations = [migrations.RunSQL(HOLD, migrations.RunSQL.noop)]
