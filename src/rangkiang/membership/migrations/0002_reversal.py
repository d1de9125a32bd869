"""A reversal needs the charge it reverses, and the next charge needs the reversal: no gap, no fork in ``seq``."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("membership", "0001_initial")]

    operations = [
        migrations.RunSQL(
            """
        ALTER TABLE membership_personmonth
          ADD COLUMN follows smallint GENERATED ALWAYS AS (CASE WHEN seq > 0 THEN seq - 1 END) STORED,
          ADD CONSTRAINT follows_the_one_before FOREIGN KEY (month, person_id, follows)
            REFERENCES membership_personmonth (month, person_id, seq)
        """,
            "ALTER TABLE membership_personmonth DROP COLUMN follows",
        )
    ]
