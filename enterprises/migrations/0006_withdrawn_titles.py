"""Titles of a withdrawn announcement leave room for the right ones; document numbers in one form."""

import django.db.models.deletion
from django.db import migrations, models

from enterprises.kit.text.document_numbers import document_number


def write_numbers_alike(apps, schema_editor):
    titles = apps.get_model("enterprises", "Certification").objects
    for typed in list(titles.order_by().values_list("document_number", flat=True).distinct()):
        number = document_number(typed)
        if number == typed or not number:
            continue
        # Who has the same title under both spellings keeps them: nothing announced is thrown away here.
        both = titles.filter(document_number=number).values("enterprise")
        titles.filter(document_number=typed).exclude(enterprise__in=both).update(document_number=number)


class Migration(migrations.Migration):
    dependencies = [
        ("declarations", "0009_filed_names"),
        ("enterprises", "0005_canonical_texts"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="certification",
            name="certification_once_per_document",
        ),
        migrations.AlterField(
            model_name="certification",
            name="filing",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="certifications",
                to="declarations.filing",
                verbose_name="申报",
            ),
        ),
        migrations.AlterField(
            model_name="certification",
            name="state",
            field=models.CharField(
                choices=[
                    ("valid", "有效"),
                    ("renewing", "复核中"),
                    ("cancelled", "已取消"),
                    ("withdrawn", "已撤回"),
                ],
                default="valid",
                max_length=10,
                verbose_name="状态",
            ),
        ),
        migrations.RunPython(write_numbers_alike, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="certification",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "withdrawn"), _negated=True),
                fields=("enterprise", "tier", "document_number"),
                name="certification_once_per_document",
                violation_error_message="该企业在同一文号下已有同一称号的认定。",
            ),
        ),
        migrations.AddConstraint(
            model_name="certification",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "withdrawn"), _negated=True),
                fields=("filing",),
                name="certification_once_per_filing",
                violation_error_message="这份申报已经认定。",
            ),
        ),
    ]
