from django.db import migrations, models

CHUNK = 500


def number_filings(apps, schema_editor):
    """The filings of each enterprise in the order in which they were begun, as far as their times tell."""
    rows = apps.get_model("declarations", "Filing").objects
    numbers, changed = {}, []
    found = rows.order_by("enterprise", "created_at", "id").only("pk", "enterprise")
    for filing in found.iterator(chunk_size=CHUNK):
        filing.number = numbers[filing.enterprise_id] = numbers.get(filing.enterprise_id, 0) + 1
        changed.append(filing)
        if len(changed) == CHUNK:
            rows.bulk_update(changed, ["number"])
            changed = []
    rows.bulk_update(changed, ["number"])


class Migration(migrations.Migration):
    dependencies = [
        ("declarations", "0012_half_points"),
    ]

    operations = [
        migrations.AddField(
            model_name="filing",
            name="number",
            field=models.PositiveIntegerField(default=0, editable=False, verbose_name="序号"),
            preserve_default=False,
        ),
        migrations.RunPython(number_filings, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="filing",
            constraint=models.UniqueConstraint(fields=("enterprise", "number"), name="filing_numbered"),
        ),
    ]
