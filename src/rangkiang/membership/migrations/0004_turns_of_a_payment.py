"""What voids a payment needs that payment, and the next payment needs what voided the one before: no gap, no fork."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("membership", "0003_corrections")]

    operations = [
        migrations.RunSQL(
            """
        ALTER TABLE membership_rollpayment
          ADD COLUMN follows smallint GENERATED ALWAYS AS (CASE WHEN seq > 0 THEN seq - 1 END) STORED,
          ADD CONSTRAINT payment_follows_the_one_before FOREIGN KEY (roll_id, follows)
            REFERENCES membership_rollpayment (roll_id, seq)
        """,
            "ALTER TABLE membership_rollpayment DROP COLUMN follows",
        )
    ]
