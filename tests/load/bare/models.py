"""The one table of the bare project."""

from django.db import models


class Entry(models.Model):
    title = models.CharField(max_length=100)
    place = models.CharField(max_length=50)
    kind = models.CharField(max_length=20)
    state = models.CharField(max_length=20, choices=[("open", "审核中"), ("closed", "已认定")])
    tier = models.CharField(max_length=20)
    score = models.DecimalField(max_digits=5, decimal_places=2)
    published_at = models.DateTimeField(db_index=True)
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ["-published_at"]

    def __str__(self) -> str:
        return self.title
