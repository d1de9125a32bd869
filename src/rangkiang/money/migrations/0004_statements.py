"""What BPJS, the bank and SIPD say about our money, and one comparison of BPJS's bill with ours, line by line."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import rangkiang.platform.models

# One row for each line of the given bills of BPJS and for each person whom we bill and they do not name. Joined records
# are one person. What differs has exactly one kind; ``amount`` is how many rupiah stand in the wrong place.
COMPARED = """
CREATE FUNCTION money_bpjs_compared(the_fund bigint, the_month date, the_bills uuid[])
RETURNS TABLE (kind text, line_id bigint, person_id bigint, area varchar, amount bigint, told bigint, ours bigint)
LANGUAGE sql STABLE AS $$
WITH RECURSIVE link AS (
  SELECT record_id, canonical_id FROM people_identitylink WHERE undone_at IS NULL
), joined (person_id, root) AS (
  SELECT canonical_id, canonical_id FROM link WHERE canonical_id NOT IN (SELECT record_id FROM link)
  UNION
  SELECT l.record_id, j.root FROM link l JOIN joined j ON j.person_id = l.canonical_id
), billed AS (
  SELECT coalesce(j.root, m.person_id) AS root, r.fund_id = the_fund AS here, min(m.person_id) AS person_id,
         max(m.area) AS area, sum(m.jkk)::bigint AS jkk, sum(m.jkm)::bigint AS jkm
  FROM membership_personmonth m JOIN membership_roll r ON r.id = m.roll_id LEFT JOIN joined j ON j.person_id = m.person_id
  WHERE m.month = the_month AND cardinality(the_bills) > 0
  GROUP BY 1, 2 HAVING sum(m.jkk + m.jkm) > 0
), line AS (
  SELECT l.id, l.month, l.person_id, l.jkk, l.jkm, l.total, coalesce(j.root, l.person_id) AS root,
         row_number() OVER (
           PARTITION BY l.month, CASE WHEN l.person_id IS NOT NULL THEN 'p' || coalesce(j.root, l.person_id)
                                      WHEN l.nik <> '' THEN 'n' || l.nik
                                      WHEN l.kpj <> '' THEN 'k' || l.kpj ELSE 'l' || l.id END
           ORDER BY l.id) AS turn
  FROM money_bpjsbillline l LEFT JOIN joined j ON j.person_id = l.person_id WHERE l.bill_id = ANY (the_bills)
), dead AS (
  SELECT DISTINCT coalesce(j.root, p.id) AS root FROM people_person p LEFT JOIN joined j ON j.person_id = p.id
  WHERE p.died_on < the_month
), other AS (
  SELECT DISTINCT root FROM billed WHERE NOT here
), told AS (
  SELECT l.*, h.person_id AS billed_person, h.area, h.jkk + h.jkm AS ours, h.jkk AS our_jkk, h.jkm AS our_jkm,
    CASE WHEN l.month <> the_month THEN 'bpjs_month'
         WHEN l.turn > 1 THEN 'bpjs_twice'
         WHEN d.root IS NOT NULL THEN 'bpjs_dead'
         WHEN h.root IS NULL AND o.root IS NOT NULL THEN 'bpjs_fund'
         WHEN h.root IS NULL THEN 'bpjs_extra'
         WHEN l.total <> h.jkk + h.jkm OR l.jkk <> h.jkk OR l.jkm <> h.jkm THEN 'bpjs_amount'
         ELSE 'agrees' END AS kind
  FROM line l LEFT JOIN billed h ON h.here AND h.root = l.root LEFT JOIN other o ON o.root = l.root
  LEFT JOIN dead d ON d.root = l.root
)
SELECT t.kind, t.id, coalesce(t.billed_person, t.person_id), t.area,
       CASE t.kind WHEN 'agrees' THEN 0
                   WHEN 'bpjs_amount' THEN greatest(abs(t.total - t.ours), abs(t.jkk - t.our_jkk) + abs(t.jkm - t.our_jkm))
                   ELSE t.total END,
       t.total, t.ours
FROM told t
UNION ALL
SELECT 'bpjs_missing', NULL, h.person_id, h.area, h.jkk + h.jkm, 0, h.jkk + h.jkm FROM billed h
WHERE h.here AND NOT EXISTS (SELECT FROM line l WHERE l.month = the_month AND l.root = h.root)
$$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("money", "0003_closed_months"),
        ("people", "0002_proposals_and_deaths"),
        ("programme", "0003_saved_plan"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="StatementFile",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("area", models.CharField(db_collation="C", max_length=13)),
                ("filename", models.CharField(max_length=200)),
                ("sha256", models.CharField(max_length=64)),
                ("size", models.BigIntegerField()),
                ("profile", models.CharField(max_length=40)),
                ("wrapped", models.BinaryField()),
                ("ciphertext", models.BinaryField()),
                ("recorded_at", models.DateTimeField(db_default=rangkiang.platform.models.RecordedNow())),
                (
                    "fund",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="programme.fund"
                    ),
                ),
                (
                    "received_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.AlterField(
            model_name="difference",
            name="kind",
            field=models.CharField(
                choices=[
                    ("missing_at_bpjs", "billed but not on the active list"),
                    ("extra_at_bpjs", "on the active list but not billed"),
                    ("not_billed", "decreed but not billed"),
                    ("payment_differs", "payment differs from its bills"),
                    ("unpaid", "billed but not paid"),
                    ("billed_after_death", "billed after death"),
                    ("billed_twice", "two records of one person billed"),
                    ("receipt_differs", "receipt differs from the payment"),
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
        migrations.CreateModel(
            name="BpjsBill",
            fields=[
                (
                    "file",
                    models.OneToOneField(
                        db_column="id",
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="bpjs_bill",
                        serialize=False,
                        to="money.statementfile",
                    ),
                ),
                ("area", models.CharField(db_collation="C", max_length=13)),
                ("month", models.DateField()),
                ("npp", models.CharField(default="", max_length=12)),
                ("billing_code", models.CharField(default="", max_length=12)),
                ("due_on", models.DateField(null=True)),
                ("told_persons", models.IntegerField(null=True)),
                ("told_total", models.BigIntegerField(null=True)),
                ("lines", models.IntegerField()),
                ("total", models.BigIntegerField()),
                ("skipped", models.JSONField(default=list)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("received", "looked at, does not count yet"),
                            ("standing", "counts"),
                            ("replaced", "replaced by a newer one"),
                            ("withdrawn", "set aside"),
                        ],
                        default="received",
                        max_length=10,
                    ),
                ),
                ("reason", models.TextField(default="")),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "fund",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="bpjs_bills", to="programme.fund"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Statement",
            fields=[
                (
                    "file",
                    models.OneToOneField(
                        db_column="id",
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="statement",
                        serialize=False,
                        to="money.statementfile",
                    ),
                ),
                ("area", models.CharField(db_collation="C", max_length=13)),
                (
                    "kind",
                    models.CharField(
                        choices=[("bank", "bank statement"), ("sp2d", "register of SP2D (SIPD)")], max_length=5
                    ),
                ),
                ("first_day", models.DateField()),
                ("last_day", models.DateField()),
                ("lines", models.IntegerField()),
                ("known", models.IntegerField()),
                ("skipped", models.JSONField(default=list)),
                (
                    "fund",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="statements", to="programme.fund"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="StatementLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("area", models.CharField(db_collation="C", max_length=13)),
                (
                    "kind",
                    models.CharField(
                        choices=[("bank", "bank statement"), ("sp2d", "register of SP2D (SIPD)")], max_length=5
                    ),
                ),
                ("sheet", models.CharField(default="", max_length=60)),
                ("row", models.IntegerField()),
                ("day", models.DateField()),
                ("amount", models.BigIntegerField()),
                ("direction", models.CharField(choices=[("out", "out"), ("in", "in")], max_length=3)),
                ("description", models.CharField(default="", max_length=500)),
                ("reference", models.CharField(default="", max_length=60)),
                ("fingerprint", models.CharField(max_length=64)),
                ("reason", models.TextField(default="")),
                ("set_aside_at", models.DateTimeField(null=True)),
                (
                    "fund",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="programme.fund",
                    ),
                ),
                (
                    "set_aside_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "statement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="rows", to="money.statement"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="StatementMatch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("area", models.CharField(db_collation="C", max_length=13)),
                (
                    "kind",
                    models.CharField(
                        choices=[("bank", "bank statement"), ("sp2d", "register of SP2D (SIPD)")], max_length=5
                    ),
                ),
                ("rules", models.CharField(max_length=80)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "proposed"),
                            ("accepted", "accepted"),
                            ("refused", "refused"),
                            ("undone", "undone"),
                        ],
                        default="proposed",
                        max_length=10,
                    ),
                ),
                ("reason", models.TextField(default="")),
                ("decided_at", models.DateTimeField(null=True)),
                ("recorded_at", models.DateTimeField(db_default=rangkiang.platform.models.RecordedNow())),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="matches", to="money.statementline"
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="statement_matches",
                        to="money.paymentorder",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="BpjsBillLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("area", models.CharField(db_collation="C", max_length=13)),
                ("sheet", models.CharField(default="", max_length=60)),
                ("row", models.IntegerField()),
                ("month", models.DateField()),
                ("nik", models.CharField(default="", max_length=20)),
                ("kpj", models.CharField(default="", max_length=20)),
                ("jkk", models.BigIntegerField(null=True)),
                ("jkm", models.BigIntegerField(null=True)),
                ("total", models.BigIntegerField()),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "bill",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="rows", to="money.bpjsbill"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="statementfile",
            constraint=models.UniqueConstraint(models.F("fund"), models.F("sha256"), name="one_statement_file"),
        ),
        migrations.AddConstraint(
            model_name="statementmatch",
            constraint=models.UniqueConstraint(
                models.F("line"),
                models.F("order"),
                condition=models.Q(("state", "undone"), _negated=True),
                name="one_live_match_of_a_pair",
            ),
        ),
        migrations.AddConstraint(
            model_name="statementmatch",
            constraint=models.UniqueConstraint(
                models.F("line"), condition=models.Q(("state", "accepted")), name="one_payment_per_line"
            ),
        ),
        migrations.AddConstraint(
            model_name="statementmatch",
            constraint=models.UniqueConstraint(
                models.F("order"),
                models.F("kind"),
                condition=models.Q(("state", "accepted")),
                name="one_line_per_payment_and_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="statementmatch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at", None), ("decided_by", None), ("state", "proposed")),
                    models.Q(
                        models.Q(("state", "proposed"), _negated=True),
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="statement_match_decided_at_and_by",
            ),
        ),
        migrations.AddConstraint(
            model_name="statementmatch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "undone"), _negated=True),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="match_undone_with_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="bpjsbillline",
            constraint=models.UniqueConstraint(
                models.F("bill"), models.F("sheet"), models.F("row"), name="one_bpjs_bill_row"
            ),
        ),
        migrations.AddConstraint(
            model_name="bpjsbillline",
            constraint=models.CheckConstraint(
                condition=models.Q(("total__gte", 0)), name="bpjs_bill_line_not_below_zero"
            ),
        ),
        migrations.AddConstraint(
            model_name="bpjsbill",
            constraint=models.UniqueConstraint(
                models.F("fund"),
                models.F("month"),
                models.F("billing_code"),
                condition=models.Q(("state", "standing")),
                name="one_standing_bpjs_bill",
            ),
        ),
        migrations.AddConstraint(
            model_name="bpjsbill",
            constraint=models.CheckConstraint(condition=models.Q(("month__day", 1)), name="bpjs_bill_month_is_a_month"),
        ),
        migrations.AddConstraint(
            model_name="bpjsbill",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "withdrawn"), models.Q(("reason", ""), _negated=True)),
                    models.Q(models.Q(("state", "withdrawn"), _negated=True), ("reason", "")),
                    _connector="OR",
                ),
                name="bpjs_bill_set_aside_with_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="bpjsbill",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at", None), ("decided_by", None), ("state", "received")),
                    models.Q(
                        models.Q(("state", "received"), _negated=True),
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="bpjs_bill_decided_at_and_by",
            ),
        ),
        migrations.AddIndex(
            model_name="statementline",
            index=models.Index(models.F("fund"), models.F("day"), name="statement_line_by_day"),
        ),
        migrations.AddConstraint(
            model_name="statementline",
            constraint=models.UniqueConstraint(models.F("fund"), models.F("fingerprint"), name="one_statement_line"),
        ),
        migrations.AddConstraint(
            model_name="statementline",
            constraint=models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="statement_line_above_zero"),
        ),
        migrations.AddConstraint(
            model_name="statementline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("reason", ""), ("set_aside_at", None), ("set_aside_by", None)),
                    models.Q(
                        models.Q(("reason", ""), _negated=True),
                        ("set_aside_at__isnull", False),
                        ("set_aside_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="statement_line_set_aside_with_everything",
            ),
        ),
        migrations.AddConstraint(
            model_name="statement",
            constraint=models.CheckConstraint(
                condition=models.Q(("first_day__lte", models.F("last_day"))), name="statement_days_in_order"
            ),
        ),
        migrations.RunSQL(COMPARED, "DROP FUNCTION money_bpjs_compared(bigint, date, uuid[])"),
    ]
