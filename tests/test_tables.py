"""The tables of the tests themselves: every row is checked, every one that fails is told."""

import pytest

from enterprises.models import Industry
from tests import factories
from tests.tables import check_every, table


def run(names, rows, check, **arguments):
    with pytest.raises(pytest.fail.Exception) as failed:
        table(names, rows)(check)(**arguments)
    return str(failed.value)


def test_every_failing_row_is_named_and_none_else():
    def check(number, limit):
        assert number < limit

    told = run("number, limit", [(1, 2), (3, 2), pytest.param(5, 4, id="five"), (0, 1)], check)
    assert told.startswith("2 of 4 do not hold")
    assert "[3-2] AssertionError at test_tables.py:" in told
    assert "assert 5 < 4" in told and "[five]" in told
    assert "[1-2]" not in told and "[0-1]" not in told


def test_errors_and_missing_exceptions_are_faults_of_their_row():
    def check(value):
        with pytest.raises(ZeroDivisionError):
            1 / value

    told = run("value", [0, 1, "x"], check)
    assert "[1] Failed" in told and "['x'] TypeError" in told and "[0]" not in told


def test_tables_in_one_another_multiply_and_keep_the_fixtures():
    seen = []

    @table("first", "ab")
    @table("second", [1, 2])
    def check(tmp_path, first, second):
        seen.append((tmp_path, first, second))

    check(tmp_path="folder")
    assert seen == [("folder", first, second) for first in "ab" for second in (1, 2)]


def test_two_rows_of_one_name_are_both_checked():
    told = run("value", [1, 1], lambda value: 1 / (value - 1))
    assert told.startswith("2 of 2")


@pytest.mark.parametrize("rows", [[], ["ab", "c"]])
def test_no_rows_or_crooked_rows_are_refused(rows):
    with pytest.raises(AssertionError):
        table("first, second", rows)


def test_an_unknown_argument_is_refused():
    with pytest.raises(AssertionError, match="takes no"):
        table("value", [1])(lambda other: None)


def test_what_a_row_writes_is_gone_for_the_next(db):
    def check():
        assert not Industry.objects.exists()
        factories.make_industries()

    check_every({"first": check, "second": check}, in_database=True)
