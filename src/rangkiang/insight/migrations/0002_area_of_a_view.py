from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """A view kept so far lies where its owner works; one whose owner works nowhere any more is seen by nobody."""

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("access", "0001_initial"),
        ("insight", "0001_saved_views"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="savedview", name="one_view_per_name"),
        migrations.AddField(
            model_name="savedview",
            name="area",
            field=models.CharField(db_collation="C", default="", max_length=13),
            preserve_default=False,
        ),
        migrations.RunSQL(
            """UPDATE insight_savedview view SET area = place.first
               FROM (SELECT user_id, min(place_id) AS first FROM access_assignment WHERE until IS NULL GROUP BY user_id)
                 AS place
               WHERE place.user_id = view.owner_id""",
            migrations.RunSQL.noop,
        ),
        migrations.AddConstraint(
            model_name="savedview",
            constraint=models.UniqueConstraint(
                models.F("owner"), models.F("area"), models.F("name"), name="one_view_per_name"
            ),
        ),
    ]
