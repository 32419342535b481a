"""What is put right of a batch stays on record; one document number is one batch of an office."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from enterprises.kit.text.document_numbers import document_number


def write_numbers_alike(apps, schema_editor):
    """In the one form; of batches that turn out to share a number, all but the first say that they repeat it."""
    batches = apps.get_model("declarations", "Batch").objects
    seen = set()
    for batch in batches.exclude(document_number="").order_by("created_at", "id"):
        batch.document_number = document_number(batch.document_number)
        key = (batch.authority_id, batch.document_number)
        batch.repeats_number = key in seen
        seen.add(key)
        batch.save(update_fields=["document_number", "repeats_number"])


class Migration(migrations.Migration):
    dependencies = [
        ("declarations", "0009_filed_names"),
        ("enterprises", "0003_guarding"),
        ("notices", "0003_corrections_and_withdrawals"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BatchChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("name", "批次名称"),
                            ("publicity_ends_at", "公示结束"),
                            ("document_number", "文号"),
                            ("certified_on", "认定日期"),
                            ("valid_from", "有效期起"),
                            ("valid_until", "有效期止"),
                            ("publicity", "撤回公示"),
                            ("certification", "撤回认定公告"),
                        ],
                        max_length=20,
                        verbose_name="项目",
                    ),
                ),
                ("old", models.CharField(max_length=100, verbose_name="原来")),
                ("new", models.CharField(blank=True, max_length=100, verbose_name="现在")),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="原因")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="时间")),
            ],
            options={
                "verbose_name": "批次的变更",
                "verbose_name_plural": "批次的变更",
                "ordering": ["id"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="filingevent",
            name="event_decision_has_reason",
        ),
        migrations.AddField(
            model_name="batch",
            name="repeats_number",
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.AlterField(
            model_name="filingevent",
            name="action",
            field=models.CharField(
                choices=[
                    ("submit", "提交"),
                    ("resubmit", "修改后重新提交"),
                    ("withdraw", "撤回"),
                    ("recommend", "推荐上报"),
                    ("return", "退回企业修改"),
                    ("return_down", "退回下级"),
                    ("reject", "不通过"),
                    ("approve", "审核通过"),
                    ("publicise", "公示"),
                    ("certify", "认定"),
                    ("lapse", "逾期"),
                    ("unpublicise", "撤回公示"),
                    ("uncertify", "撤回认定公告"),
                ],
                max_length=12,
                verbose_name="操作",
            ),
        ),
        migrations.RunPython(write_numbers_alike, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="batch",
            constraint=models.UniqueConstraint(
                condition=models.Q(("repeats_number", False), ("state", "certified")),
                fields=("authority", "document_number"),
                name="batch_document_number_once",
                violation_error_message="本单位的另一批次已使用这个文号。",
            ),
        ),
        migrations.AddConstraint(
            model_name="filingevent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        models.Q(
                            ("action__in", ["return", "reject", "unpublicise", "uncertify"]), _negated=True
                        ),
                        models.Q(("comment", ""), _negated=True),
                        _connector="OR",
                    ),
                    models.Q(
                        models.Q(("action__in", ["return_down"]), _negated=True),
                        models.Q(("internal", ""), _negated=True),
                        _connector="OR",
                    ),
                ),
                name="event_decision_has_reason",
                violation_error_message="退回、不通过或撤回必须写明理由。",
            ),
        ),
        migrations.AddField(
            model_name="batchchange",
            name="actor",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="办理人",
            ),
        ),
        migrations.AddField(
            model_name="batchchange",
            name="batch",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="changes",
                to="declarations.batch",
                verbose_name="批次",
            ),
        ),
        migrations.AddField(
            model_name="batchchange",
            name="notice",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="notices.notice",
                verbose_name="公告",
            ),
        ),
        migrations.AddConstraint(
            model_name="batchchange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("what", "name"), models.Q(("reason", ""), _negated=True), _connector="OR"
                ),
                name="batch_change_has_reason",
                violation_error_message="变更须写明原因。",
            ),
        ),
        migrations.AddField(
            model_name="windowchange",
            name="old_name",
            field=models.CharField(default="", max_length=80, verbose_name="原名称"),
        ),
        migrations.AddField(
            model_name="windowchange",
            name="new_name",
            field=models.CharField(default="", max_length=80, verbose_name="现名称"),
        ),
        migrations.AlterField(
            model_name="windowchange",
            name="field",
            field=models.CharField(
                choices=[
                    ("opens_at", "开始时间"),
                    ("closes_at", "企业提交截止"),
                    ("corrections_close_at", "退回修改截止"),
                    ("county_closes_at", "区县级审核截止"),
                    ("city_closes_at", "市级审核截止"),
                    ("province_closes_at", "省级审核截止"),
                    ("suspended_at", "暂停"),
                    ("name", "名称"),
                ],
                max_length=24,
                verbose_name="项目",
            ),
        ),
    ]
