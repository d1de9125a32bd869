import django.contrib.postgres.indexes
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations, models

ADD = """
CREATE FUNCTION people_words_of_new() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO people_nameword (word)
  SELECT DISTINCT w FROM added, unnest(string_to_array(upper(added.name), ' ')) AS w
  WHERE w <> '' AND NOT EXISTS (SELECT FROM people_nameword k WHERE k.word = w);
  RETURN NULL;
END $$;
CREATE FUNCTION people_words_of_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO people_nameword (word)
  SELECT DISTINCT w FROM unnest(string_to_array(upper(NEW.name), ' ')) AS w
  WHERE w <> '' AND NOT EXISTS (SELECT FROM people_nameword k WHERE k.word = w);
  RETURN NULL;
END $$;
CREATE TRIGGER words_of_new AFTER INSERT ON people_person
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION people_words_of_new();
CREATE TRIGGER words_of_changed AFTER UPDATE OF name ON people_person
  FOR EACH ROW WHEN (OLD.name IS DISTINCT FROM NEW.name) EXECUTE FUNCTION people_words_of_changed();
"""
DROP = """
DROP TRIGGER words_of_changed ON people_person;
DROP TRIGGER words_of_new ON people_person;
DROP FUNCTION people_words_of_changed();
DROP FUNCTION people_words_of_new();
"""
# Row-level security holds for the owner too: for this one look the whole register is in sight.
FILL = """
SELECT set_config('rangkiang.areas', '{""}', true);
INSERT INTO people_nameword (word)
SELECT DISTINCT w FROM people_person, unnest(string_to_array(upper(name), ' ')) AS w WHERE w <> '';
SELECT set_config('rangkiang.areas', '', true);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0002_proposals_and_deaths"),
    ]

    operations = [
        TrigramExtension(),
        migrations.CreateModel(
            name="NameWord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("word", models.CharField(max_length=120)),
            ],
            options={
                "indexes": [
                    models.Index(models.F("word"), name="nameword_by_word"),
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["word"], name="nameword_by_likeness", opclasses=["gin_trgm_ops"]
                    ),
                ],
            },
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.RunSQL(ADD, DROP),
    ]
