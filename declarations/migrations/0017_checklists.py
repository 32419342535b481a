import django.core.validators
import django.db.models.deletion
import django.db.models.functions.comparison
from django.conf import settings
from django.db import migrations, models
from django.utils import timezone

# What stood in the code until now, for 创新型 whatever the business. Never changed: files of filings name its keys.
_ITEMS = [
    {
        "key": "sealed_form",
        "title": "签字盖章的自评表",
        "hint": "其他栏目填好后下载申报表，打印后由法定代表人签字、加盖公章，再扫描上传。",
        "required": "always",
        "words": "自评表\n申请表\n申报表",
        "made_anew": True,
    },
    {
        "key": "licence",
        "title": "营业执照",
        "hint": "副本复印件或电子营业执照。",
        "required": "always",
        "words": "执照",
    },
    {
        "key": "headcount",
        "title": "{year}年12月社保参保人数证明",
        "hint": "采用合并报表数据的，同时提供子公司的证明。",
        "required": "always",
        "words": "社保\n参保\n社会保险",
        "of_year": True,
    },
    {
        "key": "audit_{year}",
        "title": "{year}年度审计报告",
        "hint": "须在注册会计师行业统一监管平台赋码，并能看出主营业务收入。",
        "required": "always",
        "words": "审计 {year}",
        "proves": "2 3 4 6",
    },
    {
        "key": "audit_{year-1}",
        "title": "{year-1}年度审计报告",
        "hint": "用于核对增长率。",
        "optional_hint": "符合直通条件的可不提供。",
        "required": "by_score",
        "words": "审计 {year-1}",
        "proves": "3",
    },
    {
        "key": "direct_proof",
        "title": "直通条件证明",
        "hint": "奖励证书、荣誉证书、机构认定文件，或基金备案、协议和银行回单。",
        "required": "by_direct",
        "archive": True,
        "words": "直通\n奖励证书\n获奖\n荣誉证书\n研发机构\n股权融资\n投资协议\n银行回单",
        "proves": "D1 D2 D3 D4",
    },
    {
        "key": "ip_certificates",
        "title": "知识产权证书",
        "hint": "填写了知识产权的须提供；高价值情形附证明。",
        "required": "rights_listed",
        "archive": True,
        "words": "知识产权\n专利\n软著\n著作权\n集成电路布图\n植物新品种",
        "proves": "1",
    },
    {
        "key": "product_field",
        "title": "主导产品所属领域说明",
        "hint": "说明主导产品和所属领域，加盖公章。",
        "required": "by_score",
        "words": "主导产品\n所属领域\n领域说明",
        "proves": "5",
    },
    {
        "key": "package",
        "title": "整套材料压缩包",
        "hint": "可以用一个ZIP压缩包代替逐项上传。包内的文件按名称归入各项（文件名或文件夹名以上面的序号开头，或写明材料名称），"
        "没有归入的请在下面逐个选择。归入了的才算已提供。",
        "required": "never",
        "archive": True,
    },
    {
        "key": "other",
        "title": "其他材料",
        "hint": "主管部门要求的其他材料。",
        "required": "never",
        "archive": True,
        "words": "其他材料\n其它材料",
    },
]
_BASIS = (
    "参照广东省2026年创新型中小企业申报通知（粤工信融资函〔2026〕39号）附件5、6的材料要求；"
    "全国没有统一清单，当地另有要求的从其要求。"
)


def keep_what_was_asked(apps, schema_editor) -> None:
    """Give each filing that is there the list it began with. No page offered one beside 创新型: of others only the last
    item is named, so that they, too, have a list.
    """
    filings = apps.get_model("declarations", "Filing").objects.filter(checklist=None, window__isnull=False)
    lists, rows = (apps.get_model("declarations", name) for name in ("Checklist", "ChecklistItem"))
    for tier, kind in sorted(set(filings.order_by().values_list("tier", "kind"))):
        began, new = lists.objects.get_or_create(
            tier=tier,
            kind=kind,
            standard="",
            authority=None,
            year=None,
            edition=1,
            defaults={"basis": _BASIS, "is_delivered": True, "published_at": timezone.now()},
        )
        if new:
            asked = _ITEMS if tier == "innovative" else _ITEMS[-1:]
            rows.objects.bulk_create(
                rows(checklist=began, number=number * 10, **item)
                for number, item in enumerate(asked, start=1)
            )
        filings.filter(tier=tier, kind=kind).update(checklist=began)
    if schema_editor is not None:
        # PostgreSQL alters no table for which something is still to be checked.
        schema_editor.connection.check_constraints()


class Migration(migrations.Migration):
    dependencies = [
        ("declarations", "0016_first_office_takes_its_place"),
        ("enterprises", "0007_amounts_in_fifteen_digits"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ChecklistItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(editable=False, max_length=30)),
                (
                    "number",
                    models.PositiveSmallIntegerField(
                        help_text="小的在前。",
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(999),
                        ],
                        verbose_name="顺序",
                    ),
                ),
                ("title", models.CharField(max_length=60, verbose_name="名称")),
                ("hint", models.CharField(blank=True, max_length=300, verbose_name="说明")),
                (
                    "optional_hint",
                    models.CharField(
                        blank=True,
                        help_text="留空则与“说明”相同。",
                        max_length=300,
                        verbose_name="不要求提供时的说明",
                    ),
                ),
                ("example", models.CharField(blank=True, max_length=200, verbose_name="示例")),
                (
                    "required",
                    models.CharField(
                        choices=[
                            ("always", "必须提供"),
                            ("by_score", "按评分申报的必须提供"),
                            ("by_direct", "按直通条件申报的必须提供"),
                            ("rights_listed", "按评分申报且填写了知识产权的必须提供"),
                            ("never", "选填"),
                        ],
                        default="always",
                        max_length=15,
                        verbose_name="要求",
                    ),
                ),
                (
                    "files",
                    models.CharField(
                        choices=[("any", "PDF、JPG、PNG"), ("pdf", "只收PDF"), ("pictures", "只收JPG、PNG")],
                        default="any",
                        max_length=10,
                        verbose_name="文件种类",
                    ),
                ),
                ("archive", models.BooleanField(default=False, verbose_name="可以上传压缩包（ZIP）")),
                (
                    "max_megabytes",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="留空则按本平台的上限。",
                        null=True,
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="单个文件上限（MB）",
                    ),
                ),
                (
                    "proves",
                    models.CharField(
                        blank=True,
                        help_text="标准中的编号，用空格隔开，例如 2 3 D1。",
                        max_length=200,
                        verbose_name="证明的指标或条件",
                    ),
                ),
                (
                    "words",
                    models.TextField(
                        blank=True,
                        help_text="一行一种写法；一行有几个词的，文件名须都有。例如“审计 {year}”。",
                        max_length=500,
                        verbose_name="压缩包内文件名的词",
                    ),
                ),
                ("made_anew", models.BooleanField(default=False, verbose_name="每次申报重新出具")),
                ("of_year", models.BooleanField(default=False, verbose_name="只用于当年度")),
            ],
            options={
                "verbose_name": "材料项",
                "verbose_name_plural": "材料项",
                "ordering": ["checklist", "number", "id"],
            },
        ),
        migrations.CreateModel(
            name="Checklist",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "tier",
                    models.CharField(
                        choices=[
                            ("innovative", "创新型中小企业"),
                            ("specialized", "专精特新中小企业"),
                            ("little_giant", "专精特新“小巨人”企业"),
                        ],
                        max_length=15,
                        verbose_name="称号",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("declaration", "申报"),
                            ("renewal", "复核"),
                            ("change", "重大变更"),
                            ("update", "信息更新"),
                        ],
                        max_length=12,
                        verbose_name="业务",
                    ),
                ),
                ("standard", models.CharField(blank=True, max_length=40, verbose_name="适用标准")),
                (
                    "year",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="留空则各年度通用。",
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(2000),
                            django.core.validators.MaxValueValidator(2100),
                        ],
                        verbose_name="申报年度",
                    ),
                ),
                ("edition", models.PositiveSmallIntegerField(default=1, editable=False, verbose_name="版次")),
                (
                    "basis",
                    models.CharField(
                        blank=True,
                        help_text="企业会看到。例如通知的名称和文号。",
                        max_length=300,
                        verbose_name="依据或说明",
                    ),
                ),
                (
                    "is_delivered",
                    models.BooleanField(default=False, editable=False, verbose_name="随平台提供"),
                ),
                (
                    "published_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="发布时间"),
                ),
                (
                    "authority",
                    models.ForeignKey(
                        blank=True,
                        limit_choices_to={"level": "province"},
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="checklists",
                        to="enterprises.authority",
                        verbose_name="省级主管部门",
                    ),
                ),
                (
                    "published_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="发布人",
                    ),
                ),
            ],
            options={
                "verbose_name": "佐证材料清单",
                "verbose_name_plural": "佐证材料清单",
                "ordering": ["tier", "kind", "standard", "-year", "-edition"],
            },
        ),
        migrations.AddField(
            model_name="filing",
            name="checklist",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="filings",
                to="declarations.checklist",
                verbose_name="佐证材料清单",
            ),
        ),
        migrations.AddField(
            model_name="filing",
            name="provincial_checklist",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="completed_filings",
                to="declarations.checklist",
                verbose_name="本省补充的佐证材料清单",
            ),
        ),
        migrations.AddField(
            model_name="checklistitem",
            name="checklist",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="items", to="declarations.checklist"
            ),
        ),
        migrations.AddConstraint(
            model_name="checklist",
            constraint=models.UniqueConstraint(
                models.F("tier"),
                models.F("kind"),
                models.F("standard"),
                django.db.models.functions.comparison.Coalesce("authority", 0),
                django.db.models.functions.comparison.Coalesce("year", 0),
                models.F("edition"),
                name="checklist_edition_once",
                violation_error_message="这份清单的这一版已经存在。",
            ),
        ),
        migrations.AddConstraint(
            model_name="checklist",
            constraint=models.UniqueConstraint(
                models.F("tier"),
                models.F("kind"),
                models.F("standard"),
                django.db.models.functions.comparison.Coalesce("authority", 0),
                django.db.models.functions.comparison.Coalesce("year", 0),
                condition=models.Q(("published_at", None)),
                name="checklist_one_draft",
                violation_error_message="这份清单已有一版草稿，请打开那一版修改。",
            ),
        ),
        migrations.AddConstraint(
            model_name="checklist",
            constraint=models.CheckConstraint(
                condition=models.Q(("published_by", None), ("published_at__isnull", False), _connector="OR"),
                name="checklist_published_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="checklistitem",
            constraint=models.UniqueConstraint(fields=("checklist", "key"), name="checklist_item_key_once"),
        ),
        migrations.AddConstraint(
            model_name="checklistitem",
            constraint=models.CheckConstraint(
                condition=models.Q(("archive", False), ("files", "any"), _connector="OR"),
                name="checklist_item_archive_of_anything",
                violation_error_message="可以上传压缩包的，文件种类须为“PDF、JPG、PNG”。",
            ),
        ),
        migrations.RunPython(keep_what_was_asked, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="filing",
            constraint=models.CheckConstraint(
                condition=models.Q(("window", None), ("checklist__isnull", False), _connector="OR"),
                name="filing_has_its_checklist",
                violation_error_message="还没有发布佐证材料清单。",
            ),
        ),
    ]
