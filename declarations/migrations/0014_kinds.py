import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("declarations", "0013_filings_numbered"),
        ("enterprises", "0007_amounts_in_fifteen_digits"),
        ("notices", "0003_corrections_and_withdrawals"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="batch",
            name="kind",
            field=models.CharField(
                choices=[
                    ("declaration", "申报"),
                    ("renewal", "复核"),
                    ("change", "重大变更"),
                    ("update", "信息更新"),
                ],
                default="declaration",
                max_length=12,
                verbose_name="业务",
            ),
        ),
        migrations.AddField(
            model_name="filing",
            name="first_office",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="enterprises.authority",
                to_field="code",
                verbose_name="首个审核部门",
            ),
        ),
        migrations.AlterField(
            model_name="filing",
            name="tier",
            field=models.CharField(
                blank=True,
                choices=[
                    ("innovative", "创新型中小企业"),
                    ("specialized", "专精特新中小企业"),
                    ("little_giant", "专精特新“小巨人”企业"),
                ],
                max_length=15,
                verbose_name="称号",
            ),
        ),
        migrations.AlterField(
            model_name="filing",
            name="window",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="filings",
                to="declarations.window",
                verbose_name="申报时间",
            ),
        ),
        migrations.AlterField(
            model_name="revision",
            name="evaluation",
            field=models.JSONField(null=True, verbose_name="评价结果"),
        ),
        migrations.AlterField(
            model_name="revision",
            name="facts",
            field=models.JSONField(null=True, verbose_name="评价事实"),
        ),
        migrations.AlterField(
            model_name="revision",
            name="score",
            field=models.DecimalField(decimal_places=2, max_digits=5, null=True, verbose_name="得分"),
        ),
        migrations.AlterField(
            model_name="revision",
            name="standard",
            field=models.CharField(blank=True, max_length=40, verbose_name="标准"),
        ),
        migrations.AlterField(
            model_name="revision",
            name="standard_version",
            field=models.PositiveSmallIntegerField(null=True, verbose_name="标准版本"),
        ),
        migrations.AddConstraint(
            model_name="batch",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ("declaration", "renewal"))),
                name="batch_of_what_is_certified",
            ),
        ),
        migrations.AddConstraint(
            model_name="filing",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("state__in", ["draft", "returned", "in_review", "approved", "publicity"]),
                    ("window", None),
                ),
                fields=("enterprise", "kind"),
                name="filing_one_open_without_window",
                violation_error_message="已有一份还没有办结。",
            ),
        ),
        migrations.AddConstraint(
            model_name="filing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind__in", ("change",)), ("tier", ""), ("window", None)),
                    models.Q(
                        models.Q(("kind__in", ("change",)), _negated=True),
                        ("window__isnull", False),
                        models.Q(("tier", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="filing_window_by_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="revision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("evaluation__isnull", False),
                        ("facts__isnull", False),
                        ("score__isnull", False),
                        ("standard_version__isnull", False),
                        models.Q(("standard", ""), _negated=True),
                    ),
                    models.Q(
                        ("evaluation__isnull", True),
                        ("facts__isnull", True),
                        ("scheme__isnull", True),
                        ("score", None),
                        ("standard", ""),
                        ("standard_version", None),
                    ),
                    _connector="OR",
                ),
                name="revision_scored_whole",
            ),
        ),
    ]
