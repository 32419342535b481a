"""A process that dies between two statements: whatever it was doing is then done wholly or not at all."""

from collections.abc import Callable, Iterator

from django.db import connection, transaction

MOST_STATEMENTS = 400


class Killed(BaseException):
    """No ``except Exception`` of the program sees a kill."""


def killed_at_each_statement(act: Callable[[], object]) -> Iterator[int]:
    """Run ``act`` again and again, dying before its first, second … statement, until it gets through.

    Yields the number of the statement after each death, so that the caller looks at what is left; what was left is
    undone before the next try. The last run is undone as well.
    """
    for last in range(1, MOST_STATEMENTS):
        count = 0

        def die(execute, sql, params, many, context):
            nonlocal count
            count += 1
            if count == last:  # noqa: B023 - called within this round only
                raise Killed(sql[:120])
            return execute(sql, params, many, context)

        point = transaction.savepoint()
        try:
            with connection.execute_wrapper(die):
                act()
        except Killed:
            connection.needs_rollback = False
            yield last
        else:
            return
        finally:
            transaction.savepoint_rollback(point)
            transaction.savepoint_commit(point)
    raise AssertionError(f"more than {MOST_STATEMENTS} statements")
