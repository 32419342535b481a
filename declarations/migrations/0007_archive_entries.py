import logging

import django.db.models.deletion
from django.core.files.storage import default_storage
from django.db import migrations, models

from enterprises.kit.files.archives import entries_of

logger = logging.getLogger(__name__)
PACKAGE, ZIP = "package", "application/zip"


def note_entries(apps, schema_editor):
    """What is in the packages of filings that are not decided yet; their items are chosen by hand.

    Frozen revisions say what they said: a package of before stands in them as a whole.
    """
    packages = apps.get_model("declarations", "Attachment").objects.filter(
        item=PACKAGE, content_type=ZIP, removed_at=None, filing__state__in=["draft", "returned", "in_review"]
    )
    entries = apps.get_model("declarations", "ArchiveEntry").objects
    for package in packages.iterator(chunk_size=200):
        try:
            with default_storage.open(package.file.name) as file:
                packed = entries_of(file)
        except Exception:
            # Bytes that are gone or cannot be read are evidence of nothing; the enterprise sends them again.
            logger.exception("Package without a list: %s", package.pk)
            continue
        entries.bulk_create(
            entries.model(attachment=package, position=number, path=each.path[:1000], size=each.size)
            for number, each in enumerate(packed, start=1)
        )


class Migration(migrations.Migration):
    dependencies = [
        ("declarations", "0006_order_of_events"),
    ]

    operations = [
        migrations.CreateModel(
            name="ArchiveEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(verbose_name="序号")),
                ("path", models.CharField(max_length=1000, verbose_name="路径")),
                ("size", models.PositiveBigIntegerField(help_text="字节", verbose_name="大小")),
                ("item", models.CharField(blank=True, max_length=30, verbose_name="材料项")),
                (
                    "attachment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="entries",
                        to="declarations.attachment",
                        verbose_name="压缩包",
                    ),
                ),
            ],
            options={
                "verbose_name": "压缩包内的文件",
                "verbose_name_plural": "压缩包内的文件",
                "ordering": ["attachment", "position"],
                "constraints": [
                    models.UniqueConstraint(fields=("attachment", "position"), name="archive_entry_once")
                ],
            },
        ),
        migrations.RunPython(note_entries, migrations.RunPython.noop),
    ]
