"""Notices, BPJS's questions and objections, accident care, school years; one death for all records of a person."""

from __future__ import annotations

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import rangkiang.platform.models

ONE_DEATH = """
CREATE FUNCTION claims_one_death() RETURNS trigger LANGUAGE plpgsql SET search_path = public AS $$
DECLARE seen text := coalesce(current_setting('rangkiang.areas', true), ''); records bigint[]; other uuid;
BEGIN
  PERFORM set_config('rangkiang.areas', '{""}', true);  -- a joined record may lie in another area
  WITH RECURSIVE same (id) AS (
    SELECT NEW.person_id
    UNION
    SELECT CASE WHEN l.record_id = same.id THEN l.canonical_id ELSE l.record_id END
    FROM same JOIN people_identitylink l ON same.id IN (l.record_id, l.canonical_id) WHERE l.undone_at IS NULL
  )
  SELECT array_agg(id ORDER BY id) INTO records FROM same;
  PERFORM pg_advisory_xact_lock(7265617, hashint8(records[1]));
  SELECT id INTO other FROM claims_event
  WHERE person_id = ANY (records) AND id <> NEW.id AND outcome = 'death' AND state <> 'closed' LIMIT 1;
  PERFORM set_config('rangkiang.areas', seen, true);
  IF other IS NOT NULL THEN
    RAISE unique_violation USING CONSTRAINT = 'one_death_of_joined_records',
      MESSAGE = 'one_death_of_joined_records: event ' || other || ' is this person''s death already';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER one_death_of_joined_records AFTER INSERT OR UPDATE OF outcome, state ON claims_event
FOR EACH ROW WHEN (NEW.outcome = 'death' AND NEW.state <> 'closed') EXECUTE FUNCTION claims_one_death();
"""
UNDO = "DROP TRIGGER one_death_of_joined_records ON claims_event; DROP FUNCTION claims_one_death()"


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0003_child_works_excepted"),
        ("people", "0002_proposals_and_deaths"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Difference",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("area", models.CharField(db_collation="C", max_length=13)),
                ("turn", models.SmallIntegerField()),
                ("code", models.CharField(max_length=12)),
                ("computed", models.BigIntegerField()),
                ("granted", models.BigIntegerField()),
                ("reason", models.CharField(max_length=40)),
                ("note", models.TextField(default="")),
                ("recorded_at", models.DateTimeField(db_default=rangkiang.platform.models.RecordedNow())),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="EarlierAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("area", models.CharField(db_collation="C", max_length=13)),
                ("case", models.JSONField()),
                ("decision", models.CharField(max_length=12)),
                ("computed", models.BigIntegerField()),
                ("steps", models.JSONField()),
                ("recorded_at", models.DateTimeField(db_default=rangkiang.platform.models.RecordedNow())),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="GuaranteeLetter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("area", models.CharField(db_collation="C", max_length=13)),
                ("recorded_at", models.DateTimeField(db_default=rangkiang.platform.models.RecordedNow())),
                ("number", models.CharField(max_length=60)),
                ("facility", models.CharField(max_length=120)),
                ("issued_on", models.DateField()),
            ],
        ),
        migrations.CreateModel(
            name="Milestone",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("area", models.CharField(db_collation="C", max_length=13)),
                ("recorded_at", models.DateTimeField(db_default=rangkiang.platform.models.RecordedNow())),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("healed", "declared healed, or as well as can be"),
                            ("training", "training for other work began"),
                            ("returned", "works again"),
                        ],
                        max_length=10,
                    ),
                ),
                ("on", models.DateField()),
                ("said", models.CharField(default="", max_length=200)),
            ],
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("area", models.CharField(db_collation="C", max_length=13)),
                ("at", models.TimeField(null=True)),
                ("place", models.CharField(default="", max_length=120)),
                ("cause", models.CharField(default="", max_length=200)),
                ("chronology", models.TextField(default="")),
                ("notifier", models.CharField(default="", max_length=120)),
                ("phone", models.CharField(default="", max_length=30)),
                ("diagnosis", models.CharField(default="", max_length=200)),
                ("job", models.CharField(default="", max_length=120)),
                ("exposure", models.CharField(default="", max_length=200)),
                ("years_worked", models.SmallIntegerField(null=True)),
                ("years_in_job", models.SmallIntegerField(null=True)),
                ("recorded_at", models.DateTimeField(db_default=rangkiang.platform.models.RecordedNow())),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Objection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("area", models.CharField(db_collation="C", max_length=13)),
                ("turn", models.SmallIntegerField()),
                ("filed_on", models.DateField()),
                ("grounds", models.TextField()),
                ("was_granted", models.BigIntegerField(null=True)),
                ("was_refusal", models.CharField(default="", max_length=40)),
                ("recorded_at", models.DateTimeField(db_default=rangkiang.platform.models.RecordedNow())),
                ("answered_on", models.DateField(null=True)),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("changed", "BPJS changed its decision"),
                            ("kept", "BPJS keeps its decision"),
                            ("withdrawn", "taken back by the family"),
                        ],
                        default="",
                        max_length=10,
                    ),
                ),
                ("answer", models.TextField(default="")),
            ],
        ),
        migrations.CreateModel(
            name="Pause",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("area", models.CharField(db_collation="C", max_length=13)),
                ("since", models.DateField()),
                ("until", models.DateField(null=True)),
                ("why", models.CharField(max_length=200)),
                ("recorded_at", models.DateTimeField(db_default=rangkiang.platform.models.RecordedNow())),
            ],
        ),
        migrations.CreateModel(
            name="Question",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("area", models.CharField(db_collation="C", max_length=13)),
                ("asked_on", models.DateField()),
                ("text", models.TextField()),
                ("recorded_at", models.DateTimeField(db_default=rangkiang.platform.models.RecordedNow())),
                ("answered_on", models.DateField(null=True)),
                ("answer", models.TextField(default="")),
            ],
        ),
        migrations.CreateModel(
            name="Rating",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("area", models.CharField(db_collation="C", max_length=13)),
                ("recorded_at", models.DateTimeField(db_default=rangkiang.platform.models.RecordedNow())),
                ("total", models.BooleanField()),
                ("losses", models.JSONField(default=list)),
                ("doctor", models.CharField(max_length=120)),
                (
                    "role",
                    models.CharField(
                        choices=[("treating", "treating doctor"), ("adviser", "adviser doctor of the ministry")],
                        max_length=10,
                    ),
                ),
                ("on", models.DateField()),
            ],
        ),
        migrations.CreateModel(
            name="Receipt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("area", models.CharField(db_collation="C", max_length=13)),
                ("recorded_at", models.DateTimeField(db_default=rangkiang.platform.models.RecordedNow())),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("land", "transport by land"),
                            ("sea", "transport by water"),
                            ("air", "transport by air"),
                            ("home", "care at home"),
                            ("prosthesis_price", "orthosis or prosthesis, price of the rehabilitation centre"),
                            ("denture", "denture"),
                            ("hearing_aid", "hearing aid"),
                            ("glasses", "glasses"),
                        ],
                        max_length=20,
                    ),
                ),
                ("amount", models.BigIntegerField()),
                ("on", models.DateField()),
                ("issuer", models.CharField(max_length=120)),
                ("months", models.SmallIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="SchoolYear",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("area", models.CharField(db_collation="C", max_length=13)),
                ("year", models.SmallIntegerField()),
                ("level", models.CharField(default="", max_length=4)),
                ("grade", models.SmallIntegerField(default=0)),
                ("recorded_at", models.DateTimeField(db_default=rangkiang.platform.models.RecordedNow())),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("papers", models.JSONField(default=list)),
                ("applied_on", models.DateField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="StageOne",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("area", models.CharField(db_collation="C", max_length=13)),
                ("recorded_at", models.DateTimeField(db_default=rangkiang.platform.models.RecordedNow())),
                ("received_on", models.DateField()),
                ("suspected", models.BooleanField(default=False)),
                ("decided_on", models.DateField(null=True)),
                ("from_work", models.BooleanField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="UnableToWork",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("area", models.CharField(db_collation="C", max_length=13)),
                ("recorded_at", models.DateTimeField(db_default=rangkiang.platform.models.RecordedNow())),
                ("since", models.DateField()),
                ("until", models.DateField(null=True)),
                ("doctor", models.CharField(max_length=120)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="claimpart",
            name="one_part",
        ),
        migrations.RemoveConstraint(
            model_name="disbursement",
            name="one_disbursement",
        ),
        migrations.AddField(
            model_name="child",
            name="chosen",
            field=models.BooleanField(null=True),
        ),
        migrations.AddField(
            model_name="child",
            name="end_reason",
            field=models.CharField(
                choices=[
                    ("age", "reached the age limit"),
                    ("married", "married"),
                    ("working", "works"),
                    ("died", "died"),
                    ("finished", "finished school"),
                    ("stopped", "stopped going to school"),
                ],
                default="",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="child",
            name="ended_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="claim",
            name="refusal_note",
            field=models.TextField(default=""),
        ),
        migrations.AddField(
            model_name="claim",
            name="turn",
            field=models.SmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="claimpart",
            name="turn",
            field=models.SmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="disbursement",
            name="turn",
            field=models.SmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="event",
            name="key",
            field=models.UUIDField(null=True, unique=True),
        ),
        migrations.AlterField(
            model_name="claim",
            name="state",
            field=models.CharField(
                choices=[
                    ("review", "needs a decision"),
                    ("open", "papers being gathered"),
                    ("submitted", "at BPJS"),
                    ("granted", "granted"),
                    ("refused", "refused"),
                    ("objected", "refused, objection filed"),
                    ("paid", "paid to the family"),
                    ("closed", "closed"),
                ],
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="child",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("end_reason", ""), ("ended_on", None)),
                    models.Q(models.Q(("ended_on__isnull", False)), models.Q(("end_reason", ""), _negated=True)),
                    _connector="OR",
                ),
                name="scholarship_ended_with_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="claimpart",
            constraint=models.UniqueConstraint(models.F("claim"), models.F("code"), models.F("turn"), name="one_part"),
        ),
        migrations.AddConstraint(
            model_name="disbursement",
            constraint=models.UniqueConstraint(
                models.F("claim"),
                models.F("part"),
                models.F("child"),
                models.F("school_year"),
                models.F("turn"),
                name="one_disbursement",
                nulls_distinct=False,
            ),
        ),
        migrations.AddField(
            model_name="difference",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="difference",
            name="claim",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="differences", to="claims.claim"
            ),
        ),
        migrations.AddField(
            model_name="earlieranswer",
            name="approved_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="earlieranswer",
            name="claim",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="earlier", to="claims.claim"
            ),
        ),
        migrations.AddField(
            model_name="earlieranswer",
            name="prepared_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="guaranteeletter",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="guaranteeletter",
            name="event",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="claims.event"),
        ),
        migrations.AddField(
            model_name="milestone",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="milestone",
            name="event",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="claims.event"),
        ),
        migrations.AddField(
            model_name="notice",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="notice",
            name="event",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="notices", to="claims.event"
            ),
        ),
        migrations.AddField(
            model_name="objection",
            name="answered_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="objection",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="objection",
            name="claim",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="objections", to="claims.claim"
            ),
        ),
        migrations.AddField(
            model_name="pause",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="pause",
            name="child",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="pauses", to="claims.child"
            ),
        ),
        migrations.AddField(
            model_name="question",
            name="answered_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="question",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="question",
            name="claim",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="questions", to="claims.claim"
            ),
        ),
        migrations.AddField(
            model_name="rating",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="rating",
            name="event",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="claims.event"),
        ),
        migrations.AddField(
            model_name="receipt",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="receipt",
            name="event",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="claims.event"),
        ),
        migrations.AddField(
            model_name="receipt",
            name="withdrawn_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="schoolyear",
            name="applied_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="schoolyear",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="schoolyear",
            name="child",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="school_years", to="claims.child"
            ),
        ),
        migrations.AddField(
            model_name="schoolyear",
            name="confirmed_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="stageone",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="stageone",
            name="event",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="claims.event"),
        ),
        migrations.AddField(
            model_name="unabletowork",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="unabletowork",
            name="event",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="claims.event"),
        ),
        migrations.AddConstraint(
            model_name="guaranteeletter",
            constraint=models.UniqueConstraint(models.F("event"), models.F("number"), name="one_guarantee_letter"),
        ),
        migrations.AddConstraint(
            model_name="milestone",
            constraint=models.UniqueConstraint(models.F("event"), models.F("kind"), name="one_milestone"),
        ),
        migrations.AddConstraint(
            model_name="objection",
            constraint=models.UniqueConstraint(
                models.F("claim"), condition=models.Q(("answered_on", None)), name="one_open_objection"
            ),
        ),
        migrations.AddConstraint(
            model_name="objection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answered_by", None), ("answered_on", None), ("outcome", "")),
                    models.Q(
                        models.Q(("answered_by__isnull", False), ("answered_on__gte", models.F("filed_on"))),
                        models.Q(("outcome", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="objection_answered_with_outcome",
            ),
        ),
        migrations.AddConstraint(
            model_name="pause",
            constraint=models.UniqueConstraint(
                models.F("child"), condition=models.Q(("until", None)), name="one_open_pause"
            ),
        ),
        migrations.AddConstraint(
            model_name="pause",
            constraint=models.CheckConstraint(
                condition=models.Q(("until", None), ("until__gte", models.F("since")), _connector="OR"),
                name="pause_ends_after",
            ),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.UniqueConstraint(
                models.F("claim"), models.F("asked_on"), models.F("text"), name="asked_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answer", ""), ("answered_by", None), ("answered_on", None)),
                    models.Q(
                        models.Q(("answered_by__isnull", False), ("answered_on__gte", models.F("asked_on"))),
                        models.Q(("answer", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="answered_with_words_and_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="rating",
            constraint=models.CheckConstraint(
                condition=models.Q(("total", True), models.Q(("losses", []), _negated=True), _connector="OR"),
                name="partial_rating_names_its_losses",
            ),
        ),
        migrations.AddConstraint(
            model_name="receipt",
            constraint=models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="receipt_above_zero"),
        ),
        migrations.AddConstraint(
            model_name="receipt",
            constraint=models.UniqueConstraint(
                models.F("event"),
                models.F("kind"),
                models.F("on"),
                models.F("issuer"),
                models.F("amount"),
                condition=models.Q(("withdrawn_by", None)),
                name="one_receipt",
            ),
        ),
        migrations.AddConstraint(
            model_name="receipt",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "home"), ("months__gt", 0)),
                    models.Q(models.Q(("kind", "home"), _negated=True), ("months", 0)),
                    _connector="OR",
                ),
                name="months_of_care_at_home",
            ),
        ),
        migrations.AddConstraint(
            model_name="schoolyear",
            constraint=models.UniqueConstraint(models.F("child"), models.F("year"), name="one_class_a_year"),
        ),
        migrations.AddConstraint(
            model_name="schoolyear",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("confirmed_at", None), ("confirmed_by", None)),
                    models.Q(
                        models.Q(("confirmed_at__isnull", False), ("confirmed_by__isnull", False)),
                        models.Q(("level", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="class_confirmed_at_and_by",
            ),
        ),
        migrations.AddConstraint(
            model_name="schoolyear",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("applied_by", None), ("applied_on", None)),
                    models.Q(
                        ("applied_by__isnull", False), ("applied_on__isnull", False), ("confirmed_by__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="applied_once_confirmed",
            ),
        ),
        migrations.AddConstraint(
            model_name="stageone",
            constraint=models.UniqueConstraint(models.F("event"), name="one_stage_one"),
        ),
        migrations.AddConstraint(
            model_name="stageone",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_on", None), ("from_work", None)),
                    models.Q(
                        ("decided_on__gte", models.F("received_on")), ("from_work__isnull", False), ("suspected", True)
                    ),
                    _connector="OR",
                ),
                name="suspicion_decided_with_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="unabletowork",
            constraint=models.UniqueConstraint(
                models.F("event"), condition=models.Q(("until", None)), name="one_open_incapacity"
            ),
        ),
        migrations.AddConstraint(
            model_name="unabletowork",
            constraint=models.UniqueConstraint(models.F("event"), models.F("since"), name="incapacity_begins_once"),
        ),
        migrations.AddConstraint(
            model_name="unabletowork",
            constraint=models.CheckConstraint(
                condition=models.Q(("until", None), ("until__gte", models.F("since")), _connector="OR"),
                name="incapacity_ends_after",
            ),
        ),
        migrations.RunSQL(ONE_DEATH, UNDO),
    ]
