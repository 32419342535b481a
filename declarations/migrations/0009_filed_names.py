"""The name a filing was last submitted under, beside it: lists show what was filed, not what the enterprise is called now."""

from django.db import migrations, models

CHUNK = 500


def name_filings(apps, schema_editor):
    filings = apps.get_model("declarations", "Filing").objects
    revisions = apps.get_model("declarations", "Revision").objects.order_by("filing_id", "number")
    latest = {}
    for filing_id, name in revisions.values_list("filing_id", "content__enterprise").iterator(
        chunk_size=CHUNK
    ):
        latest[filing_id] = name or ""
    waiting = [filings.model(pk=pk, filed_name=name) for pk, name in latest.items()]
    filings.bulk_update(waiting, ["filed_name"], batch_size=CHUNK)


class Migration(migrations.Migration):
    dependencies = [("declarations", "0008_windows_in_a_tree")]

    operations = [
        migrations.AddField(
            model_name="filing",
            name="filed_name",
            field=models.CharField("企业名称", max_length=100, blank=True, editable=False),
        ),
        migrations.RunPython(name_filings, migrations.RunPython.noop),
    ]
