import django.db.models.deletion
from django.db import migrations, models
from django.utils import timezone

import declarations.models.no_overlap

_OVERLAPS = "与同一单位、同一称号、同一业务的另一申报时间重叠。请核对后保留一个。"


def suspend_overlapping(apps, schema_editor) -> None:
    """Of windows of one office that overlap, the one that enterprises have been using goes on: the one with filings,
    of several the latest opened, which counted before. The others are suspended; nothing is changed or deleted.
    """
    windows = apps.get_model("declarations", "Window").objects.filter(suspended_at=None)
    kept: dict[tuple, list] = {}
    now = timezone.now()
    for window in sorted(
        windows.prefetch_related("filings"),
        key=lambda each: (len(each.filings.all()) > 0, each.opens_at, each.pk),
        reverse=True,
    ):
        beside = kept.setdefault((window.authority_id, window.kind, window.tier), [])
        if any(each.opens_at < window.closes_at and each.closes_at > window.opens_at for each in beside):
            windows.filter(pk=window.pk).update(suspended_at=now, suspension_reason=_OVERLAPS)
        else:
            beside.append(window)


def extend_postgres(apps, schema_editor) -> None:
    """Equality in an exclusion constraint. Django's own operation cannot be imported without PostgreSQL's driver."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")


class Migration(migrations.Migration):
    dependencies = [("declarations", "0010_batches_on_the_record")]

    operations = [
        migrations.RunPython(extend_postgres, migrations.RunPython.noop),
        migrations.RunPython(suspend_overlapping, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="window",
            constraint=declarations.models.no_overlap.NoOverlap(
                name="window_periods_do_not_overlap",
                same=("authority", "kind", "tier"),
                opens="opens_at",
                closes="closes_at",
                unless="suspended_at",
                violation_error_code="overlap",
                violation_error_message="与本单位同一称号、同一业务的另一申报时间重叠。",
            ),
        ),
        migrations.RemoveConstraint(
            model_name="filingevent",
            name="event_decision_has_reason",
        ),
        migrations.AddField(
            model_name="batchchange",
            name="filing",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="declarations.filing",
                verbose_name="申报",
            ),
        ),
        migrations.AlterField(
            model_name="batchchange",
            name="what",
            field=models.CharField(
                choices=[
                    ("name", "批次名称"),
                    ("publicity_ends_at", "公示结束"),
                    ("document_number", "文号"),
                    ("certified_on", "认定日期"),
                    ("valid_from", "有效期起"),
                    ("valid_until", "有效期止"),
                    ("publicity", "撤回公示"),
                    ("certification", "撤回认定公告"),
                    ("enterprise_name", "企业名称"),
                    ("title", "撤回认定"),
                ],
                max_length=20,
                verbose_name="项目",
            ),
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
                    ("revoke", "撤回认定"),
                ],
                max_length=12,
                verbose_name="操作",
            ),
        ),
        migrations.AddConstraint(
            model_name="filingevent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        models.Q(
                            ("action__in", ["return", "reject", "unpublicise", "uncertify", "revoke"]),
                            _negated=True,
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
    ]
