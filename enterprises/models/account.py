"""Accounts: an enterprise's, a natural person's, an official's."""

from django.contrib.auth.models import AbstractUser
from django.contrib.auth.models import UserManager as DjangoUserManager
from django.core.validators import RegexValidator
from django.db import models, transaction
from django.db.models import Q

from enterprises.belonging import Belongs
from enterprises.enums import AccountKind, Capability, OfficialRole
from enterprises.kit.text.typed_fields import NameField, PhoneField

mobile_validator = RegexValidator(r"^1[3-9][0-9]{9}$", "请填写11位手机号，例如 13800138000。")


# What an official is charged with until somebody says otherwise. Levels bound it where the domain says so.
DEFAULT_ROLES = tuple(role for role in OfficialRole if role != OfficialRole.AUDITOR)


class UserManager(DjangoUserManager):
    @transaction.atomic
    def create_superuser(self, username, email=None, password=None, **extra_fields):
        extra_fields.setdefault("kind", AccountKind.OFFICIAL)
        made = super().create_superuser(username, email, password, **extra_fields)
        made.charge()
        return made

    @transaction.atomic
    def create_official(self, **fields) -> "User":
        """An account of the administrators' side with the default roles; ``fields`` bring the hashed password."""
        made = self.model(**fields)
        made.be_official()
        made.save(force_insert=True, using=self.db)
        made.charge()
        return made


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
    belongs = Belongs(
        takes=frozenset({Capability.SUPPORT}),
        enterprise="enterprise_id",
        paths=("authority__path", "enterprise__authority__path"),
        platform="is_superuser",
    )

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

    def be_official(self) -> None:
        """Make a new account one of the administrators' side."""
        self.kind, self.is_staff = AccountKind.OFFICIAL, True

    def held_roles(self) -> frozenset[OfficialRole]:
        """What this official is charged with: one query for an account object, until it is read again."""
        # A page asks hundreds of times; asking Django whether it has them already is the dear part.
        if "roles" not in getattr(self, "_prefetched_objects_cache", ()):
            models.prefetch_related_objects([self], "roles")
        return frozenset(OfficialRole(held.role) for held in self.roles.all())

    def charge(self, *roles: OfficialRole) -> None:
        """Charge this official with ``roles``, or with those every official has by default."""
        rows = [HeldRole(user=self, role=role) for role in roles or DEFAULT_ROLES]
        HeldRole.objects.bulk_create(rows, ignore_conflicts=True)


class HeldRole(models.Model):
    """What an official is charged with. A row, so that it can begin, end and be held for somebody else one day."""

    user = models.ForeignKey(User, models.CASCADE, related_name="roles", verbose_name="账户")
    role = models.CharField("职责", max_length=15, choices=OfficialRole)

    class Meta:
        verbose_name = verbose_name_plural = "管理端职责"
        ordering = ["user", "role"]
        constraints = [
            models.UniqueConstraint(name="role_held_once", fields=["user", "role"]),
            models.CheckConstraint(name="role_is_known", condition=Q(role__in=OfficialRole.values)),
        ]

    def __str__(self) -> str:
        return f"{self.user}：{self.get_role_display()}"
