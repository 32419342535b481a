"""Names of files whose bytes may lie in the storage without a row that names them."""

from django.db import models
from django.db.models.functions import Now


class NotedFile(models.Model):
    """A stored file on its way in or out.

    Committed before its first byte is written, and in the transaction that deletes its row; gone in the transaction
    that keeps the file, and once the file is deleted. What a killed process leaves behind therefore has a name here.
    """

    name = models.CharField(primary_key=True, max_length=200)
    # The database's clock on both sides of a comparison: hosts need not agree.
    noted_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = verbose_name_plural = "在途文件"

    def __str__(self) -> str:
        return self.name
