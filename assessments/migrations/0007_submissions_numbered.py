from django.db import migrations, models

CHUNK = 500


def number_submissions(apps, schema_editor):
    """What each enterprise submitted, in its order as far as clocks tell; the one that counts is the last."""
    rows = apps.get_model("assessments", "Assessment").objects
    numbers, changed = {}, []
    found = rows.filter(state="submitted").order_by("enterprise", "is_latest", "submitted_at", "id")
    for assessment in found.only("pk", "enterprise").iterator(chunk_size=CHUNK):
        assessment.number = numbers[assessment.enterprise_id] = numbers.get(assessment.enterprise_id, 0) + 1
        changed.append(assessment)
        if len(changed) == CHUNK:
            rows.bulk_update(changed, ["number"])
            changed = []
    rows.bulk_update(changed, ["number"])


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0006_choices_by_number"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="assessment", name="assessment_submitted_has_result"),
        migrations.AddField(
            model_name="assessment",
            name="number",
            field=models.PositiveIntegerField(blank=True, editable=False, null=True, verbose_name="提交序号"),
        ),
        migrations.RunPython(number_submissions, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="assessment",
            constraint=models.UniqueConstraint(fields=("enterprise", "number"), name="assessment_numbered"),
        ),
        migrations.AddConstraint(
            model_name="assessment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("code__isnull", False),
                        ("dimension_points__isnull", False),
                        ("level__isnull", False),
                        ("number__isnull", False),
                        ("result__isnull", False),
                        ("state", "submitted"),
                        ("submitted_at__isnull", False),
                        ("total__isnull", False),
                    ),
                    models.Q(
                        ("code", None),
                        ("dimension_points__isnull", True),
                        ("is_latest", False),
                        ("level", None),
                        ("number", None),
                        ("result__isnull", True),
                        ("state", "draft"),
                        ("submitted_at", None),
                        ("total", None),
                    ),
                    _connector="OR",
                ),
                name="assessment_submitted_has_result",
                violation_error_message="已提交的评测须有提交时间、序号、总分、等级、结果和验证码；未提交的都没有。",
            ),
        ),
    ]
