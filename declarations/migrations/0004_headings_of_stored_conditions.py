"""Evaluations stored before conditions had headings: those of annex 1 are ways, any one of which is enough."""

from django.db import migrations

STANDARD = "R2022-INNOVATIVE"
HEADING = {"part": "直通条件", "needed": False, "judged": False, "next_steps": []}


def add_headings(apps, schema_editor):
    revisions = apps.get_model("declarations", "Revision").objects.filter(standard=STANDARD)
    for revision in revisions.only("evaluation").iterator(chunk_size=200):
        conditions = revision.evaluation["conditions"]
        if any("part" not in each for each in conditions):
            revision.evaluation["conditions"] = [{**HEADING, **each} for each in conditions]
            revision.save(update_fields=["evaluation"])


class Migration(migrations.Migration):
    dependencies = [("declarations", "0003_standards_of_windows_and_corrections")]

    operations = [migrations.RunPython(add_headings, migrations.RunPython.noop)]
