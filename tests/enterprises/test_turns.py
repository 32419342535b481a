"""Expensive work: one turn an account, few at once, and a process beside the requests that may die."""

import pytest

from enterprises.kit.papers.pdf import Recent
from enterprises.kit.work.side_process import Broken, SideProcess
from enterprises.kit.work.turns import AT_ONCE, NoTurn, turn


def test_one_turn_an_account_and_few_at_once():
    with turn(1):
        with pytest.raises(NoTurn) as refused, turn(1):
            pass
        assert refused.value.is_own
        with turn(2):
            assert AT_ONCE == 2
            with pytest.raises(NoTurn) as refused, turn(3):
                pass
            assert not refused.value.is_own
        with turn(3):
            pass
    with turn(1):
        pass


def test_a_side_process_that_dies_is_named_and_replaced():
    """A module that answers nothing ends at once; asking again starts another."""
    side = SideProcess("keyword", seconds=30)
    for _ in range(2):
        with pytest.raises(Broken):
            side.ask("text")
    side.end()


def test_recent_papers_are_few():
    recent = Recent(2)
    for key in ("a", "b", "c"):
        recent.keep(key, key.encode())
    assert [recent.get(key) for key in ("a", "b", "c")] == [None, b"b", b"c"]
