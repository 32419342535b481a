"""What the doors remember: how often somebody tried, and where an account was let in before."""

from django.db import models


class Tally(models.Model):
    """A measure that fills with every try and empties by itself; see ``enterprises.kit.doors.tallies``.

    ``key`` names what is counted and holds no login name: those are numbers of persons, too.
    """

    key = models.CharField(primary_key=True, max_length=120)
    level = models.FloatField()
    at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "尝试计数"
        ordering = ["key"]

    def __str__(self) -> str:
        return self.key


class KnownPlace(models.Model):
    """An address from which an account logged in; ``account`` is a digest of the login name."""

    account = models.CharField(max_length=32)
    address = models.CharField(max_length=50)
    at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "登录过的地址"
        ordering = ["-at"]
        constraints = [models.UniqueConstraint(fields=["account", "address"], name="known_place_once")]

    def __str__(self) -> str:
        return self.address
