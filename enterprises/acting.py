"""Who acts, and what they may do (design 5b). Nobody else looks at an account's kind, or at its platform flag.

``acting_for`` says for whom somebody acts and with which capabilities; ``may`` answers for one capability and one
thing, ``visible`` for a list. What is not said here is denied. Where the domain sets limits by level (who decides a
title, who publishes notices), rooms ask ``Acting.is_at`` beside the capability.
"""

import uuid
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest

from enterprises.belonging import Belongs
from enterprises.enums import AccountKind, AuthorityLevel, Capability, OfficialRole
from enterprises.models import Authority, Enterprise, User
from enterprises.models.authority import within

C, R = Capability, OfficialRole
_Things = TypeVar("_Things", bound=QuerySet)

# An official without a role comes in, and no further.
OF_OFFICIALS = frozenset({C.ENTER})
OF_ROLES: dict[OfficialRole, frozenset[Capability]] = {
    R.REVIEWER: frozenset({C.READ, C.REVIEW}),
    R.CERTIFIER: frozenset({C.READ, C.CERTIFY}),
    R.PUBLISHER: frozenset({C.READ, C.PUBLISH}),
    R.SUPPORT: frozenset({C.READ, C.SUPPORT}),
    R.ADMINISTRATOR: frozenset({C.READ, C.ADMINISTER, C.OVERSEE}),
    # Apart: who watches the officials has no part in what they do.
    R.AUDITOR: frozenset({C.AUDIT}),
}
# The platform's administrator, in the whole country. What is decided is decided by offices: that takes a role in one.
OF_PLATFORM = frozenset({C.READ, C.PUBLISH, C.SUPPORT, C.ADMINISTER, C.OVERSEE, C.PLATFORM})
# The one account an enterprise has today does everything for it.
OF_MEMBERS = frozenset({C.READ, C.MANAGE, C.FILL, C.SUBMIT})
# What an office does to those below it, never to itself.
_DOWNWARDS = frozenset({C.SUPPORT, C.OVERSEE})
_AT_OFFICES = frozenset({C.REVIEW, C.CERTIFY})


@dataclass(frozen=True)
class Acting:
    """Somebody, for an enterprise or an authority, in their roles, with what these let them do.

    ``everywhere``: the platform's administrator, whose reach no office bounds.
    """

    person: User | None = None
    kind: AccountKind | None = None
    enterprise_id: uuid.UUID | None = None
    authority_id: int | None = None
    roles: frozenset[OfficialRole] = frozenset()
    capabilities: frozenset[Capability] = frozenset()
    everywhere: bool = False

    @property
    def is_member(self) -> bool:
        return self.enterprise_id is not None

    @property
    def is_official(self) -> bool:
        return self.kind is AccountKind.OFFICIAL

    @property
    def enterprise(self) -> Enterprise | None:
        return self.person.enterprise if self.is_member else None

    @property
    def authority(self) -> Authority | None:
        return self.person.authority if self.authority_id is not None else None

    @property
    def level(self) -> AuthorityLevel | None:
        """The level of the office; None without one."""
        return AuthorityLevel(self.authority.level) if self.authority_id is not None else None

    def is_at(self, *levels: AuthorityLevel) -> bool:
        """Whether the office is of one of ``levels``; the platform's administrator is at every level."""
        return self.everywhere or self.level in levels

    @property
    def root(self) -> Authority | None:
        """Where the view begins: the office; None, the whole country, for the platform's administrator."""
        return None if self.everywhere else self.authority


NOBODY = Acting()


def acting_for(request_or_user: HttpRequest | Any) -> Acting:
    """Who acts in a request, or when an account does something; ``None`` and visitors are nobody.

    Roles are read once for an account object: one query a request at most, and none for enterprises and persons.
    """
    user = getattr(request_or_user, "user", request_or_user)
    if user is None or not user.is_authenticated:
        return NOBODY
    kind = AccountKind(user.kind)
    official = kind is AccountKind.OFFICIAL
    roles = user.held_roles() if official and user.is_active else frozenset()
    everywhere = official and user.is_active and user.is_superuser
    return Acting(
        person=user,
        kind=kind,
        enterprise_id=user.enterprise_id if kind is AccountKind.LEGAL else None,
        authority_id=user.authority_id if official else None,
        roles=roles,
        capabilities=_capabilities(user, kind, roles, everywhere),
        everywhere=everywhere,
    )


def _capabilities(
    user: User, kind: AccountKind, roles: frozenset[OfficialRole], everywhere: bool
) -> frozenset[Capability]:
    if not user.is_active:
        return frozenset()
    if kind is AccountKind.LEGAL and user.enterprise_id is not None:
        return OF_MEMBERS
    if kind is not AccountKind.OFFICIAL or not user.is_staff:
        return frozenset()
    held = OF_OFFICIALS.union(*(OF_ROLES[role] for role in roles))
    return held | OF_PLATFORM if everywhere else held


def may(acting: Acting, capability: Capability, thing: Model | None = None) -> bool:
    """Whether ``acting`` has ``capability``, and for ``thing``, if one is named. What does not say whose it is, is
    nobody's.

    Reading a thing asks the database as a list of it would; the other capabilities look at the thing alone.
    """
    if capability not in acting.capabilities:
        return False
    if thing is None:
        return True
    belongs: Belongs | None = getattr(thing, "belongs", None)
    if belongs is None or capability not in belongs.takes | {C.READ}:
        return False
    if acting.is_member:
        return bool(belongs.enterprise) and getattr(thing, belongs.enterprise) == acting.enterprise_id
    return _may_as_official(acting, capability, belongs, thing)


def _may_as_official(acting: Acting, capability: Capability, belongs: Belongs, thing: Model) -> bool:
    """``may`` for somebody with the capability, of a thing that takes it."""
    if capability == C.READ:
        return visible(acting, type(thing)._default_manager.filter(pk=thing.pk)).exists()
    if capability in _AT_OFFICES:
        return _is_at_own_office(acting, belongs, thing)
    if acting.everywhere:
        return True
    if acting.authority_id is None or (belongs.platform and getattr(thing, belongs.platform)):
        return False
    if capability in _DOWNWARDS:
        return _lies_below(acting, belongs, thing, capability)
    if belongs.office:
        return _is_at_own_office(acting, belongs, thing)
    return belongs.common or any(path.startswith(acting.authority.path) for path in belongs.places(thing))


def visible(acting: Acting, things: _Things) -> _Things:
    """Those of ``things`` that ``acting`` may read: an enterprise its own, an official their subtree (M5.1)."""
    belongs: Belongs | None = getattr(things.model, "belongs", None)
    if belongs is None or C.READ not in acting.capabilities:
        return things.none()
    if acting.is_member:
        mine = {belongs.enterprise: acting.enterprise_id}
        return things.filter(**mine) if belongs.enterprise else things.none()
    things = things.filter(belongs.once)
    if acting.everywhere or belongs.common:
        return things
    if acting.authority_id is None:
        return things.none()
    if belongs.platform:
        things = things.filter(**{belongs.platform: False})
    inside = Q(pk__in=[])
    for path in belongs.paths:
        inside |= within(path, acting.authority)
        if belongs.below is not None:
            above = f"{path.removesuffix('path')}code__in"
            inside |= Q(**{above: acting.authority.lineage_codes()}) & belongs.below
    return things.filter(inside)


def _is_at_own_office(acting: Acting, belongs: Belongs, thing: Model) -> bool:
    office = getattr(thing, belongs.office) if belongs.office else None
    return office is not None and office == acting.authority_id


def _lies_below(acting: Acting, belongs: Belongs, thing: Model, capability: Capability) -> bool:
    own = acting.authority.path
    # Nobody stands above the ministry: its officials look after each other's accounts, though not after their own.
    if capability == C.SUPPORT and acting.level == AuthorityLevel.MINISTRY and thing != acting.person:
        return bool(belongs.places(thing))
    return any(path.startswith(own) and path != own for path in belongs.places(thing))
