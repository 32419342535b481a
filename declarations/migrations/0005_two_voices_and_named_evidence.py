"""Events are numbered, an authority has two voices, and a revision names its evidence by rows."""

import django.db.models.deletion
from django.db import migrations, models

# Until now one text served both; what went with these was written for colleagues.
INTERNAL_ACTIONS = ["recommend", "approve", "return_down"]
BATCH = 500


def number_events(apps, schema_editor):
    event = apps.get_model("declarations", "FilingEvent")
    last, numbered = {}, []
    for row in event.objects.order_by("id").only("pk", "filing_id", "number").iterator(chunk_size=BATCH):
        row.number = last[row.filing_id] = last.get(row.filing_id, 0) + 1
        numbered.append(row)
        if len(numbered) >= BATCH:
            event.objects.bulk_update(numbered, ["number"])
            numbered = []
    event.objects.bulk_update(numbered, ["number"])
    event.objects.filter(action__in=INTERNAL_ACTIONS).update(internal=models.F("comment"), comment="")


def join_texts(apps, schema_editor):
    event = apps.get_model("declarations", "FilingEvent")
    event.objects.filter(action__in=INTERNAL_ACTIONS, comment="").update(comment=models.F("internal"))


def name_evidence(apps, schema_editor):
    revision = apps.get_model("declarations", "Revision")
    named = apps.get_model("declarations", "RevisionAttachment")
    kept = {
        str(pk) for pk in apps.get_model("declarations", "Attachment").objects.values_list("pk", flat=True)
    }
    for row in revision.objects.order_by("pk").only("pk", "content").iterator(chunk_size=BATCH):
        files = [file for block in row.content.get("blocks", []) for file in block.get("files", [])]
        ids = dict.fromkeys(file["id"] for file in files if file["id"] in kept)
        named.objects.bulk_create(named(revision_id=row.pk, attachment_id=each) for each in ids)


class Migration(migrations.Migration):
    dependencies = [("declarations", "0004_headings_of_stored_conditions")]

    operations = [
        migrations.RemoveConstraint("filingevent", "event_decision_has_reason"),
        migrations.AddField(
            "filingevent",
            "number",
            models.PositiveIntegerField(default=0, verbose_name="序号"),
            preserve_default=False,
        ),
        migrations.AddField(
            "filingevent",
            "internal",
            models.TextField(blank=True, verbose_name="内部意见", default=""),
            preserve_default=False,
        ),
        migrations.AlterField(
            "filingevent", "comment", models.TextField(blank=True, verbose_name="给企业的意见")
        ),
        migrations.CreateModel(
            name="RevisionAttachment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "attachment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="declarations.attachment",
                        verbose_name="佐证材料",
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="declarations.revision",
                        verbose_name="提交版本",
                    ),
                ),
            ],
            options={
                "verbose_name": "提交版本的佐证材料",
                "verbose_name_plural": "提交版本的佐证材料",
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("revision", "attachment"), name="attachment_once_per_revision"
                    )
                ],
            },
        ),
        migrations.AddField(
            "revision",
            "attachments",
            models.ManyToManyField(
                related_name="revisions",
                through="declarations.RevisionAttachment",
                to="declarations.attachment",
                verbose_name="佐证材料",
            ),
        ),
        migrations.RunPython(number_events, join_texts),
        migrations.RunPython(name_evidence, migrations.RunPython.noop),
    ]
