"""Accounts: an enterprise's, a natural person's, an official's."""

from django.contrib.auth.models import AbstractUser
from django.contrib.auth.models import UserManager as DjangoUserManager
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from enterprises.enums import AccountKind
from enterprises.kit.text.typed_fields import NameField, PhoneField

mobile_validator = RegexValidator(r"^1[3-9][0-9]{9}$", "请填写11位手机号，例如 13800138000。")


class UserManager(DjangoUserManager):
    def create_superuser(self, username, email=None, password=None, **extra_fields):
        extra_fields.setdefault("kind", AccountKind.OFFICIAL)
        return super().create_superuser(username, email, password, **extra_fields)


class User(AbstractUser):
    """Somebody who logs in.

    The login name of a legal account is its 统一社会信用代码, of a natural person the ID number (M4.3), of an official a
    name the platform's administrator gives.
    """

    first_name = None
    last_name = None
    kind = models.CharField("账户类型", max_length=10, choices=AccountKind)
    full_name = NameField("姓名", max_length=50)
    phone = PhoneField("手机号", max_length=11, blank=True, validators=[mobile_validator])
    enterprise = models.ForeignKey(
        "enterprises.Enterprise",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="users",
        verbose_name="企业",
    )
    authority = models.ForeignKey(
        "enterprises.Authority",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="users",
        verbose_name="主管部门",
    )

    objects = UserManager()

    class Meta:
        verbose_name = verbose_name_plural = "账户"
        ordering = ["username"]
        constraints = [
            models.CheckConstraint(
                name="user_kind_matches_affiliation",
                condition=Q(kind=AccountKind.LEGAL, enterprise__isnull=False, authority=None, is_staff=False)
                | Q(kind=AccountKind.NATURAL, enterprise=None, authority=None, is_staff=False)
                | Q(kind=AccountKind.OFFICIAL, enterprise=None, is_staff=True)
                & (Q(authority__isnull=False) | Q(is_superuser=True)),
                violation_error_message="法人账户属于企业，管理端账户属于主管部门，自然人账户不属于任何单位。",
            )
        ]

    def __str__(self) -> str:
        return self.full_name or self.username

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.full_name
