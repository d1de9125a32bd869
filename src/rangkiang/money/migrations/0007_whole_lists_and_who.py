"""Active lists are numbered, a difference keeps what it stands for, and a whole list that is absent is one."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("money", "0006_budget_is_not_negative"),
        ("people", "0005_death_of_each_list"),
        ("programme", "0004_overspends_and_settings"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="activemember",
            name="one_active_row",
        ),
        migrations.AddField(
            model_name="activemember",
            name="seq",
            field=models.SmallIntegerField(db_default=0),
        ),
        migrations.AddField(
            model_name="difference",
            name="who",
            field=models.CharField(db_default="", default="", max_length=32),
        ),
        migrations.AlterField(
            model_name="difference",
            name="kind",
            field=models.CharField(
                choices=[
                    ("missing_at_bpjs", "billed but not on the active list"),
                    ("active_list_missing", "billed, and no active list of BPJS at all"),
                    ("decreed_not_enrolled", "decreed but not enrolled"),
                    ("extra_at_bpjs", "on the active list but not billed"),
                    ("not_billed", "decreed but not billed"),
                    ("payment_differs", "payment differs from its bills"),
                    ("unpaid", "billed but not paid"),
                    ("billed_after_death", "billed after death"),
                    ("billed_twice", "two records of one person billed"),
                    ("receipt_differs", "receipt differs from the payment"),
                    ("receipt_missing", "paid, and no receipt of BPJS"),
                    ("credit_open", "credit with BPJS not used or refunded yet"),
                    ("bpjs_missing", "BPJS bill: somebody whom we bill is not on it"),
                    ("bpjs_extra", "BPJS bill: somebody whom we do not bill"),
                    ("bpjs_amount", "BPJS bill: other amount"),
                    ("bpjs_month", "BPJS bill: line of another month"),
                    ("bpjs_fund", "BPJS bill: somebody whom another fund pays"),
                    ("bpjs_dead", "BPJS bill: line after death"),
                    ("bpjs_twice", "BPJS bill: one person twice"),
                    ("bpjs_total", "BPJS bill: its head is not the sum of its lines"),
                    ("statement_unmatched", "statement: line that belongs to no payment"),
                    ("statement_differs", "statement: other amount than the payment"),
                    ("payment_unseen", "payment that the bank statement does not show"),
                ],
                max_length=20,
            ),
        ),
        migrations.AddConstraint(
            model_name="activemember",
            constraint=models.UniqueConstraint(
                models.F("fund"), models.F("month"), models.F("seq"), models.F("kpj"), name="one_row_of_a_list"
            ),
        ),
    ]
