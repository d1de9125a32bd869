"""A month is closed and opened by turns, and a closed one takes no roll, no payment and no allocation."""

from django.db import migrations

GUARDED = ("membership_roll", "membership_rollpayment", "money_allocation")


class Migration(migrations.Migration):
    dependencies = [("money", "0002_settling"), ("membership", "0004_turns_of_a_payment")]

    operations = [
        migrations.RunSQL(
            """
        ALTER TABLE money_closing
          ADD COLUMN follows smallint GENERATED ALWAYS AS (CASE WHEN seq > 0 THEN seq - 1 END) STORED,
          ADD CONSTRAINT closing_follows_the_one_before FOREIGN KEY (fund_id, month, follows)
            REFERENCES money_closing (fund_id, month, seq),
          ADD CONSTRAINT closed_and_opened_by_turns CHECK ((seq % 2 = 0) = (compared_by_id IS NOT NULL));

        CREATE FUNCTION money_month_is_open() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE the_fund bigint; the_month date;
        BEGIN
          IF TG_TABLE_NAME = 'membership_roll' THEN
            the_fund := NEW.fund_id; the_month := NEW.month;
          ELSIF TG_TABLE_NAME = 'membership_rollpayment' THEN
            SELECT fund_id, month INTO the_fund, the_month FROM membership_roll WHERE id = NEW.roll_id;
          ELSE
            SELECT fund_id, month INTO the_fund, the_month FROM membership_roll WHERE id = NEW.bill_id;
          END IF;
          IF (SELECT seq % 2 = 0 FROM money_closing WHERE fund_id = the_fund AND month = the_month
              ORDER BY seq DESC LIMIT 1) THEN
            RAISE EXCEPTION 'the month % is closed', the_month
              USING ERRCODE = 'check_violation', CONSTRAINT = 'closed_month_takes_nothing';
          END IF;
          RETURN NEW;
        END $$;
        """
            + "".join(
                f"CREATE TRIGGER closed_month BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION money_month_is_open();\n"
                for table in GUARDED
            ),
            "".join(f"DROP TRIGGER closed_month ON {table};\n" for table in GUARDED)
            + """
        DROP FUNCTION money_month_is_open();
        ALTER TABLE money_closing DROP COLUMN follows, DROP CONSTRAINT closed_and_opened_by_turns;
        """,
        )
    ]
