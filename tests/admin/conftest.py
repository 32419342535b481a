"""Officials of every level, and the window and filing they work on."""

from types import SimpleNamespace

import pytest

from enterprises.enums import AccountKind
from enterprises.models import User
from enterprises.models.account import DEFAULT_ROLES, HeldRole
from tests import factories
from tests.admin import assessments, filings, provincial, questionnaires


@pytest.fixture
def officials(places):
    """One official per office of the map, and the platform's administrator."""
    made = {
        name: factories.new_official(place, username=f"{name}-office") for name, place in vars(places).items()
    }
    superuser = User(
        username="root-admin",
        kind=AccountKind.OFFICIAL,
        full_name="平台管理员",
        is_staff=True,
        is_superuser=True,
    )
    User.objects.bulk_create([*made.values(), superuser])
    HeldRole.objects.bulk_create(
        HeldRole(user=user, role=role) for user in made.values() for role in DEFAULT_ROLES
    )
    return SimpleNamespace(**made, superuser=superuser)


@pytest.fixture
def browse(officials, login):
    """``browse("tianhe")`` gives the browser of that office's official."""
    return lambda name: login(getattr(officials, name))


@pytest.fixture
def window(places):
    return factories.make_window(places.guangdong)


@pytest.fixture
def filing(enterprise, window):
    """Submitted by an enterprise of 天河区, on the county's desk."""
    return filings.make_submitted(enterprise, window)


@pytest.fixture
def country(places):
    return assessments.assessed_country(places)


@pytest.fixture
def scheme(browse):
    """省级特色化指标 of 广东省 for 2026."""
    return provincial.published(browse("guangdong"))


@pytest.fixture
def tables(places):
    return questionnaires.manufacturing()
