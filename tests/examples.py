"""How many drawn examples a property is tried with: many in ``make test``, a tenth of them in ``make test-fast``."""

from hypothesis import HealthCheck, settings

_THOROUGH = 100


def register() -> None:
    """Make known how long is looked: thoroughly, or with ``pytest --hypothesis-profile=quick`` shortly."""
    # Timing belongs in benchmarks: a busy machine fails no test.
    unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.register_profile("thorough", unhurried, max_examples=_THOROUGH)
    settings.register_profile("quick", unhurried, max_examples=_THOROUGH // 10)
    settings.load_profile("thorough")


def tried(count: int) -> settings:
    """``@tried(60)``: with 60 examples when it is looked thoroughly."""
    return settings(max_examples=count * settings().max_examples // _THOROUGH)
