"""``python -m tests.mutants [COUNT] [SEED]``: does a test notice when a rule is wrong?

Draws COUNT small faults (60 unless told; the same SEED draws the same ones), puts one at a time into a copy of the
tree, and runs the tests of its part there. Prints what no test noticed, and ends with 1 when there is any. Takes about
as long as COUNT runs of these tests: for a change of the tests, not for every change.
"""

import ast
import copy
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STANDARDS = ["tests/declarations/standards"]
SECTIONS = [
    f"tests/declarations/test_{name}.py"
    for name in ("sections", "needed_answers", "autosave", "lists", "forms")
]
FILING = [
    f"tests/declarations/test_{name}.py"
    for name in ("filing_story", "returned", "evidence", "enterprise_facts")
]
WORKFLOW = [
    f"tests/declarations/test_{name}.py" for name in ("workflow", "workflow_matrix", "kinds", "batches")
]
PAGES = ["tests/admin/test_review.py"]
# Files with rules, how often one is drawn from each of them beside the others, and the tests that know the rules.
PARTS = [
    (
        "declarations/workflow.py declarations/workflow/*.py",
        3,
        [*WORKFLOW, "tests/declarations/test_filing_story.py", *PAGES],
    ),
    ("declarations/sections/*.py", 4, [*SECTIONS, *FILING, "tests/declarations/test_certified.py", *PAGES]),
    ("declarations/dossier/evaluation.py", 1, [*FILING, *SECTIONS, "tests/declarations/test_recompute.py"]),
    ("declarations/standards/engine.py", 2, [*STANDARDS, "tests/declarations/test_recompute.py"]),
]
LONGEST = 900

_OTHER = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.And: ast.Or, ast.Or: ast.And,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add,
}  # fmt: skip


def faulty(node: ast.AST) -> Iterator[ast.AST]:
    """What ``node`` may wrongly be instead."""
    wrong = copy.deepcopy(node)
    match node:
        case ast.Compare(ops=[op]) if type(op) in _OTHER:
            wrong.ops = [_OTHER[type(op)]()]
            yield wrong
        case ast.BoolOp(values=[first, *rest]):
            wrong.op = _OTHER[type(node.op)]()
            yield wrong
            # A condition dropped.
            yield rest[-1] if len(rest) == 1 else ast.BoolOp(op=node.op, values=rest)
            yield first
        case ast.BinOp(op=op) if type(op) in _OTHER:
            wrong.op = _OTHER[type(op)]()
            yield wrong
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield operand
        case ast.Constant(value=bool(value)):
            yield ast.Constant(not value)
        case ast.Constant(value=int(value)):
            yield ast.Constant(value + 1)
        case ast.If(test=test) | ast.IfExp(test=test):
            wrong.test = ast.UnaryOp(op=ast.Not(), operand=test)
            yield wrong
        case ast.Return(value=value) if value is not None and ast.unparse(value) != "None":
            wrong.value = ast.Constant(None)
            yield wrong
        case ast.comprehension(ifs=[_, *rest]):
            wrong.ifs = rest
            yield wrong


class _Put(ast.NodeTransformer):
    def __init__(self, old: ast.AST, new: ast.AST) -> None:
        self.old, self.new = old, new

    def visit(self, node: ast.AST) -> ast.AST:
        return ast.copy_location(self.new, node) if node is self.old else self.generic_visit(node)


def faults_of(path: Path) -> list[tuple[int, str, str]]:
    """(line, what became what, the faulty module) of every fault that can be put into ``path``."""
    source = path.read_text()
    found = []
    wrongs = [
        (at, number)
        for at, node in enumerate(ast.walk(ast.parse(source)))
        for number, _ in enumerate(faulty(node))
    ]
    for at, number in wrongs:
        tree = ast.parse(source)
        node = list(ast.walk(tree))[at]
        new = list(faulty(node))[number]
        before = ast.unparse(node).partition("\n")[0]
        line = getattr(node, "lineno", None) or node.target.lineno
        module = ast.unparse(ast.fix_missing_locations(_Put(node, new).visit(tree)))
        found.append((line, f"{before}  ->  {ast.unparse(new).partition(chr(10))[0]}", module))
    return found


def is_noticed(copied: Path, path: str, module: str, tests: list[str]) -> bool:
    """Whether a test fails (or never ends) while ``module`` stands at ``path``."""
    right = (copied / path).read_text()
    (copied / path).write_text(module)
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *tests]
    try:
        return subprocess.run(command, cwd=copied, capture_output=True, timeout=LONGEST).returncode == 1
    except subprocess.TimeoutExpired:
        return True
    finally:
        (copied / path).write_text(right)


def main(count: int = 60, seed: int = 1) -> int:
    # pytest ends without a test where one of its files is missing: every fault would seem to survive.
    missing = sorted({each for _, _, tests in PARTS for each in tests if not (ROOT / each).exists()})
    if missing:
        raise SystemExit(f"tests/mutants.py names what is not there: {missing}")
    draw = random.Random(seed)
    shares = sum(share for _, share, _ in PARTS)
    survived = drawn = 0
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        copied = Path(folder, "tree")
        left_out = shutil.ignore_patterns(".git", ".venv", ".data", "test-results", "__pycache__")
        shutil.copytree(ROOT, copied, ignore=left_out)
        for patterns, share, tests in PARTS:
            paths = sorted(path for each in patterns.split() for path in ROOT.glob(each))
            pool = [(path, *fault) for path in paths for fault in faults_of(path)]
            for path, line, words, module in draw.sample(pool, min(len(pool), round(count * share / shares))):
                noticed = is_noticed(copied, str(path.relative_to(ROOT)), module, tests)
                drawn, survived = drawn + 1, survived + (not noticed)
                print(
                    "killed  " if noticed else "SURVIVED",
                    f"{path.relative_to(ROOT)}:{line}: {words}",
                    flush=True,
                )
    print(f"{drawn - survived} of {drawn} killed, {survived} survived")
    return 1 if survived else 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
