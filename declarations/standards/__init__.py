"""Official standards as declarations, and the pure engine that explains an enterprise by them.

``evaluate(get_standard("R2022-INNOVATIVE"), facts)`` gives an ``Evaluation``; both it and ``Facts`` go to and
come from plain JSON (``reading.read_facts``) without loss.
"""

from declarations.standards.engine import Standard, evaluate
from declarations.standards.facts import Facts
from declarations.standards.registry import (
    UnknownStandard,
    all_standards,
    get_standard,
    standard_in_force,
    standards_of,
)
from declarations.standards.result import Evaluation, LineStatus, Verdict

__all__ = [
    "Evaluation",
    "Facts",
    "LineStatus",
    "Standard",
    "UnknownStandard",
    "Verdict",
    "all_standards",
    "evaluate",
    "get_standard",
    "standard_in_force",
    "standards_of",
]
