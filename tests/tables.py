"""Tables of cases as one test each, which tells of every row that does not hold, by its name."""

import functools
import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import pytest
from django.db import transaction


def table(
    names: str | Sequence[str],
    rows: Iterable,
    *,
    ids: Callable[[Any], object] | Iterable[str] | None = None,
) -> Callable:
    """``@table("tier, year, expected", ROWS)``: like ``pytest.mark.parametrize``, but one test for all rows.

    A row costs what it checks, not a test's own set-up. The other arguments of the function are fixtures, made once
    for all rows: so it is for functions that change nothing. ``ids`` and
    ``pytest.param(…, id=…)`` name a row as there.
    """
    wanted = [name.strip() for name in names.split(",")] if isinstance(names, str) else list(names)
    named: dict[str, dict[str, Any]] = {}
    given = None if ids is None or callable(ids) else iter(ids)
    for row in rows:
        values = row.values if hasattr(row, "marks") else row if len(wanted) > 1 else (row,)
        assert len(values) == len(wanted), f"{values} are not values of {names}"
        name = getattr(row, "id", None) or (
            next(given) if given else "-".join(str(ids(value)) if ids else repr(value) for value in values)
        )
        while name in named:
            name += "'"
        named[name] = dict(zip(wanted, values, strict=True))
    assert named, "a table without a row checks nothing"

    def decorate(check: Callable) -> Callable:
        signature = inspect.signature(check)
        unknown = set(wanted) - set(signature.parameters)
        assert not unknown, f"{check.__name__} takes no {unknown}"

        @functools.wraps(check)
        def test(*args, **fixtures):
            check_every(
                {name: functools.partial(check, *args, **values) for name, values in named.items()},
                **fixtures,
            )

        kept = [each for name, each in signature.parameters.items() if name not in wanted]
        test.__signature__ = signature.replace(parameters=kept)
        return test

    return decorate


def check_every(checks: Mapping[str, Callable], /, *, in_database: bool = False, **arguments) -> None:
    """Call every check and fail once, with the name and the fault of each that failed.

    Args:
        in_database: what a check writes is rolled back before the next one.
    """
    faults = []
    for name, check in checks.items():
        try:
            if in_database:
                with transaction.atomic():
                    check(**arguments)
                    transaction.set_rollback(True)
            else:
                check(**arguments)
        except (Exception, pytest.fail.Exception) as fault:
            faults.append(f"[{name}] {type(fault).__name__} at {_place(fault)}: {fault}")
    if faults:
        pytest.fail(f"{len(faults)} of {len(checks)} do not hold:\n" + "\n".join(faults), pytrace=False)


def _place(fault: BaseException) -> str:
    """Where it went wrong, as far out as the check itself: ``test_points.py:30``."""
    trace = fault.__traceback__.tb_next
    while trace.tb_next is not None and trace.tb_frame.f_code.co_filename == __file__:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno}"
