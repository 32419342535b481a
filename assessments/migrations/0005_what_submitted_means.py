from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("assessments", "0004_from_before")]

    operations = [
        migrations.RemoveField(
            model_name="questionnaire",
            name="published_from",
        ),
        migrations.AddConstraint(
            model_name="questionnaire",
            constraint=models.UniqueConstraint(
                fields=("edition", "category"),
                name="questionnaire_one_an_edition_and_category",
                violation_error_message="该类别的这一版本已经存在。",
            ),
        ),
        migrations.AddConstraint(
            model_name="assessment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_latest", True)),
                fields=("enterprise",),
                name="assessment_one_latest_an_enterprise",
                violation_error_message="该企业已有现用的评测结果。",
            ),
        ),
        migrations.AddConstraint(
            model_name="assessment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("code__isnull", False),
                        ("dimension_points__isnull", False),
                        ("level__isnull", False),
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
                        ("result__isnull", True),
                        ("state", "draft"),
                        ("submitted_at", None),
                        ("total", None),
                    ),
                    _connector="OR",
                ),
                name="assessment_submitted_has_result",
                violation_error_message="已提交的评测须有提交时间、总分、等级、结果和验证码；未提交的都没有。",
            ),
        ),
    ]
