"""Opening accounts, and a new password."""

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction

from enterprises.enums import AccountKind
from enterprises.models import Enterprise, User


class AlreadyRegistered(Exception):
    """The credit code or ID number has an account (M4.3)."""


def register_legal(
    *,
    name: str,
    credit_code: str,
    legal_representative: str,
    contact_name: str,
    phone: str,
    email: str,
    password: str,
) -> User:
    """Create the enterprise and its 法人账户, or neither. The login name is the credit code.

    Raises:
        AlreadyRegistered: also for the second of two simultaneous registrations.
    """
    if User.objects.filter(username=credit_code).exists():
        raise AlreadyRegistered
    hashed = make_password(password)  # slow on purpose: not while the database waits
    try:
        with transaction.atomic():
            enterprise = Enterprise.objects.create(
                name=name,
                credit_code=credit_code,
                legal_representative=legal_representative,
                contact_name=contact_name,
                contact_mobile=phone,
                email=email,
            )
            return User.objects.create(
                username=credit_code,
                kind=AccountKind.LEGAL,
                enterprise=enterprise,
                full_name=contact_name,
                phone=phone,
                email=email,
                password=hashed,
            )
    except IntegrityError as error:
        raise AlreadyRegistered from error


def register_natural(*, full_name: str, identity_number: str, phone: str, email: str, password: str) -> User:
    """Create a 自然人账户. The login name is the ID number (M4.3).

    Raises:
        AlreadyRegistered: also for the second of two simultaneous registrations.
    """
    if User.objects.filter(username=identity_number).exists():
        raise AlreadyRegistered
    hashed = make_password(password)
    try:
        with transaction.atomic():
            return User.objects.create(
                username=identity_number,
                kind=AccountKind.NATURAL,
                full_name=full_name,
                phone=phone,
                email=email,
                password=hashed,
            )
    except IntegrityError as error:
        raise AlreadyRegistered from error


def change_password(user: User, password: str) -> None:
    """Give ``user`` a new password. Every session but the one that is told ends with the old one's hash."""
    user.set_password(password)
    user.save(update_fields=["password"])
