"""Points of a province may have one decimal place, and so may what a line is corrected to."""

import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("declarations", "0011_one_at_a_time")]

    operations = [
        migrations.AlterField(
            model_name="linecorrection",
            name="filed_points",
            field=models.DecimalField(decimal_places=1, max_digits=4, null=True, verbose_name="自评得分"),
        ),
        migrations.AlterField(
            model_name="linecorrection",
            name="points",
            field=models.DecimalField(decimal_places=1, max_digits=4, null=True, verbose_name="审核得分"),
        ),
        migrations.AlterField(
            model_name="provincialindicator",
            name="maximum",
            field=models.DecimalField(
                decimal_places=1,
                help_text="最多一位小数，例如 8 或 8.5。",
                max_digits=4,
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(15),
                ],
                verbose_name="最高分",
            ),
        ),
        migrations.AddConstraint(
            model_name="linecorrection",
            constraint=models.CheckConstraint(
                condition=models.Q(("filed_points__gte", 0), ("points__gte", 0)),
                name="correction_points_not_negative",
            ),
        ),
    ]
