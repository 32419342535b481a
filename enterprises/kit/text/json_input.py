"""JSON in and out for commands that judge one enterprise, or a stream of them one a line.

Numbers are read exactly (fractions as ``Decimal``). What JSON leaves open is refused: NaN and Infinity, a key
twice, anything but UTF-8. Lines are read one at a time, so a stream of any length needs the memory of one line.
"""

import json
import os
import sys
from argparse import ArgumentParser
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

from django.core.management.base import BaseCommand, CommandError, CommandParser

# Of one document or one line, in bytes.
LONGEST = 16 * 1024 * 1024
TOO_LONG = f"longer than {LONGEST // 1024**2} MB"
# Names of files that hold one document a line.
LINES_SUFFIXES = (".jsonl", ".ndjson")
STANDARD_INPUT = "-"
# What shells report of a program that wrote into a closed pipe.
BROKEN_PIPE_CODE = 141


class Unreadable(ValueError):
    """Carries, in words, why a text is no usable JSON."""


# --- Reading -----------------------------------------------------------------------------------------------------
def parsed(raw: bytes) -> dict:
    """The JSON object in ``raw``. Raises Unreadable, saying what is wrong and where."""
    try:
        text = raw.decode("utf-8-sig").rstrip()
    except UnicodeDecodeError as problem:
        byte = raw[problem.start]
        raise Unreadable(f"not UTF-8: byte 0x{byte:02x} at position {problem.start + 1}") from None
    try:
        data = json.loads(
            text, parse_float=_fraction, parse_constant=_constant, object_pairs_hook=_without_repetition
        )
    except json.JSONDecodeError as problem:
        line = f"line {problem.lineno}, " if "\n" in text else ""
        raise Unreadable(f"no JSON: {problem.msg} at {line}column {problem.colno}") from None
    except RecursionError:
        raise Unreadable("nested too deeply") from None
    except Unreadable:
        raise
    except ValueError:  # an integer longer than Python converts
        raise Unreadable("holds an integer of too many digits") from None
    if not isinstance(data, dict):
        raise Unreadable(f"expected an object {{…}}, not {_KINDS.get(type(data), 'a number')}")
    return data


_KINDS = {list: "a list", str: "a text", bool: "true or false", type(None): "null"}


def _fraction(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        raise Unreadable("holds a number of an impossible size") from None


def _constant(name: str) -> NoReturn:
    raise Unreadable(f"{name} is no number of JSON")


def _without_repetition(pairs: list[tuple[str, object]]) -> dict:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    seen: set[str] = set()
    for key, _value in pairs:
        if key in seen:
            raise Unreadable(f"the key {json.dumps(key[:100])} stands twice in one object")
        seen.add(key)
    raise AssertionError("fewer keys than pairs, and none twice")


@dataclass(frozen=True, slots=True)
class Documents:
    """``rows``: (number of the line, its bytes, or None where they are too many). One row when not ``by_line``."""

    by_line: bool
    rows: Iterator[tuple[int, bytes | None]]


def documents(stream: BinaryIO, *, by_line: bool) -> Documents:
    """What ``stream`` holds: one document, or one a line.

    Without ``by_line`` it is taken to be one a line when several lines are there and the first or the second is an
    object by itself. Empty lines are passed over. Raises Unreadable when the stream is empty or, as one document,
    too long.
    """
    rows = _lines(stream)
    first = next(rows, None)
    if first is None:
        raise Unreadable("there is nothing in it")
    if by_line:
        return Documents(True, chain([first], rows))
    second = next(rows, None)
    if second is not None and (_is_object(first[1]) or _is_object(second[1])):
        return Documents(True, chain([first, second], rows))
    rows_read = [each[1] for each in (first, second) if each is not None]
    start = [each for each in rows_read if each is not None]
    if len(start) < len(rows_read):
        raise Unreadable(TOO_LONG)
    whole = b"".join([b"\n" * (first[0] - 1), *start, stream.read(LONGEST + 1)])
    if len(whole) > LONGEST:
        raise Unreadable(TOO_LONG)
    return Documents(False, iter([(1, whole)]))


def _lines(stream: BinaryIO) -> Iterator[tuple[int, bytes | None]]:
    """Every line that is not empty, with its number."""
    number = 0
    while raw := stream.readline(LONGEST + 1):
        number += 1
        if len(raw) > LONGEST:
            while raw and not raw.endswith(b"\n"):
                raw = stream.readline(LONGEST)
            yield number, None
        elif raw.strip():
            yield number, raw


def _is_object(raw: bytes | None) -> bool:
    if raw is None:
        return False
    try:
        parsed(raw)
    except Unreadable:
        return False
    return True


# --- Writing -----------------------------------------------------------------------------------------------------
def plain(value: object) -> Any:
    """JSON-safe and easily read: records as objects, a decimal as its digits in a text, a date as ISO text."""
    match value:
        case None | bool() | int():
            return value
        case str():
            return str(value)
        case Decimal():
            return f"{value:f}"
        case date():
            return value.isoformat()
        case tuple() if hasattr(value, "_fields"):
            return {name: plain(each) for name, each in zip(value._fields, value, strict=True)}
        case list() | tuple():
            return [plain(each) for each in value]
        case Mapping():
            return {str(key): plain(each) for key, each in value.items()}
        case _ if is_dataclass(value):
            return {each.name: plain(getattr(value, each.name)) for each in fields(value)}
    raise TypeError(f"{type(value).__name__} has no place in JSON")


def dumped(data: object, *, indent: int | None, encoding: str | None) -> str:
    """``data`` as JSON. Readable characters where ``encoding`` has all of them, else escapes, which every one has."""
    text = json.dumps(data, ensure_ascii=False, indent=indent, allow_nan=False)
    try:
        text.encode(encoding or "utf-8")
    except UnicodeEncodeError:
        return json.dumps(data, indent=indent, allow_nan=False)
    return text


# --- Commands ----------------------------------------------------------------------------------------------------
class JsonCommand(BaseCommand):
    """A command that judges facts given as JSON. Asks neither the database nor the system checks anything."""

    requires_system_checks = ()

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """Options may stand before, between and after the names."""
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        # What argparse offers under another name.
        parser.parse_args = parser.parse_intermixed_args  # type: ignore[method-assign]
        return parser

    def add_input_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "facts",
            nargs="?",
            help="a JSON file, or - for standard input: one object, or JSON Lines with one object a line",
        )
        parser.add_argument(
            "--lines",
            action="store_true",
            help="the input is JSON Lines even if it is a single line (taken for granted of .jsonl and .ndjson)",
        )
        parser.add_argument("--schema", action="store_true", help="print the JSON Schema of the facts")

    def execute(self, *args: Any, **options: Any) -> Any:
        """As any command, but silent when nobody reads what it writes any more."""
        try:
            output = super().execute(*args, **options)
            self.stdout.flush()
        except BrokenPipeError:
            # Python flushes once more as it ends; by then nothing may stand behind it that could fail.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(BROKEN_PIPE_CODE)
        return output

    def print_json(self, data: object, *, indent: int | None = 2) -> None:
        encoding = getattr(self.stdout, "encoding", None)
        self.stdout.write(dumped(data, indent=indent, encoding=encoding))
        self.stdout.flush()

    def judge_input(self, path: str | None, by_line: bool, judge: Callable[[dict], object]) -> None:
        """Print what ``judge`` makes of the object in ``path``, or of every object where there is one a line.

        Raises CommandError when the input cannot be used; of lines only at the end, after all others were judged.
        """
        if path is None:
            raise CommandError("Which facts? Name a JSON file, or - for standard input.")
        with opened(path) as stream:
            try:
                found = documents(stream, by_line=by_line or path.endswith(LINES_SUFFIXES))
                if not found.by_line:
                    self.print_json(_judged(next(found.rows)[1], judge))
                    return
            except Unreadable as problem:
                raise CommandError(f"{_name(path)}: {problem}.") from None
            self._judge_lines(found.rows, judge)

    def _judge_lines(self, rows: Iterator[tuple[int, bytes | None]], judge: Callable[[dict], object]) -> None:
        count = broken = 0
        for number, raw in rows:
            count += 1
            try:
                result = _judged(raw, judge)
            except Unreadable as problem:
                broken += 1
                result = {"line": number, "error": str(problem)}
            self.print_json(result, indent=None)
        if broken:
            raise CommandError(f"{broken} of {count} lines could not be read.", returncode=1)


def _judged(raw: bytes | None, judge: Callable[[dict], object]) -> object:
    try:
        return plain(judge(_parsed(raw)))
    except RecursionError:
        raise Unreadable("nested too deeply") from None


def _parsed(raw: bytes | None) -> dict:
    if raw is None:
        raise Unreadable(TOO_LONG)
    return parsed(raw)


def read_object(path: str) -> dict:
    """The JSON object in a file. Raises CommandError."""
    with opened(path) as stream:
        try:
            found = documents(stream, by_line=False)
            if found.by_line:
                raise Unreadable("holds several objects; one is needed")
            return _parsed(next(found.rows)[1])
        except Unreadable as problem:
            raise CommandError(f"{_name(path)}: {problem}.") from None


@contextmanager
def opened(path: str) -> Iterator[BinaryIO]:
    """The bytes of a file, or of standard input. Raises CommandError where it cannot be opened."""
    if path == STANDARD_INPUT:
        if sys.stdin is None:
            raise CommandError("Standard input is closed.")
        yield sys.stdin.buffer
        return
    try:
        stream = Path(path).open("rb")
    except OSError as problem:
        raise CommandError(f"{path}: {problem.strerror}.") from None
    except ValueError as problem:  # a name no file can have
        raise CommandError(f"{path!r}: {problem}.") from None
    with stream:
        yield stream


def _name(path: str) -> str:
    return "Standard input" if path == STANDARD_INPUT else path
