"""What may be done with a filing, by whom, and doing it: the table, one filing at a time, many at once."""

from declarations.workflow.lists import transition_batch, transition_each
from declarations.workflow.table import RULES, Attempt, Role, TransitionRefused, available_actions, plays_role
from declarations.workflow.taking import transition

__all__ = [
    "RULES",
    "Attempt",
    "Role",
    "TransitionRefused",
    "available_actions",
    "plays_role",
    "transition",
    "transition_batch",
    "transition_each",
]
