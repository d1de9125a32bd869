"""Codes, receipts and SP2D as papers have them; checks hold for what is written from now on."""

from django.conf import settings
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("membership", "0006_counts_beside_the_lines"),
        ("money", "0007_whole_lists_and_who"),
        ("programme", "0004_overspends_and_settings"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        AddConstraintNotValid(
            model_name="bill",
            constraint=models.CheckConstraint(
                condition=models.Q(("billing_code__regex", "^(\\d{12})?$")), name="bill_code_12_digits"
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentorder",
            constraint=models.UniqueConstraint(
                models.F("fund"), models.F("sp2d"), condition=models.Q(("state", "paid")), name="one_order_per_sp2d"
            ),
        ),
        AddConstraintNotValid(
            model_name="receipt",
            constraint=models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="receipt_above_zero"),
        ),
    ]
