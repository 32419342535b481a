"""Texts made to be slow, read by everything that reads text, in a process that may use so much time and no more.

Run by ``tests/cultivation/test_hostile_inputs.py``. What costs a tenth of a second when the work grows with the text
costs minutes when it grows with its square. The name of each case is written before it runs: the last one is to blame.
"""

import contextlib
import io
import resource
import sys
import time
import zipfile
from collections.abc import Callable, Iterator

import django

# Of each case. The slowest that is right takes half a second.
CPU_SECONDS = 5
LONG = 40_000
DONE = "all cases done"
ROOMS = {"cultivation", "declarations", "assessments", "notices", "enterprises"}
OPENS_NOWHERE = {
    "a text that never ends": '"""' + '\\"' * 4 * LONG,
    "literal texts that never end": "a = '''" + "' " * 4 * LONG,
    "texts that end with their line": '"x\n' * LONG,
    "escapes": "a = " + '"\\' * 4 * LONG,
    "spaces": "a" + " " * 8 * LONG,
    "dots": "a." * 4 * LONG,
    "brackets": "a = " + "[" * 8 * LONG,
    "braces": "a = " + "{a=" * 2 * LONG,
    "tables": "[[items]]\n" * (LONG // 4),
    "a long number": "edition = " + "9" * 8 * LONG,
    "a long hexadecimal number": "edition = 0x" + "f" * 8 * LONG,
    "a vast number": "edition = 1e999999999999",
}
TEXTS = {
    "combining marks": "a" + "\u0301\u0316" * LONG,
    "digits": "9" * LONG,
    "a vast number": "1e999999999",
    "a tiny number": "1e-999999999",
    "a letter and spaces": "a" + " " * LONG + "a",
    "spaces in Chinese": "企 " * LONG,
    "separators": "1," * LONG,
    "dates": "2026年" * LONG,
    "an address": "a@" * LONG,
    "dots": "a." * LONG,
    "signs that unfold": "\ufdfa" * LONG,
    "bars": "a | 1\n" * LONG,
}


def cases() -> Iterator[tuple[str, Callable[[], object]]]:
    from assessments.questionnaire_files import loads
    from declarations.standards.provincial import ProvincialKind
    from declarations.standards.provincial_text import read_options
    from enterprises.kit.text import codes, typed
    from enterprises.kit.text.json_input import parsed

    for name, text in OPENS_NOWHERE.items():
        yield f"questionnaire: {name}", lambda text=text: loads(text.encode())
    readers = {
        "login name": codes.login_name,
        "credit code": codes.credit_code,
        "identity number": codes.identity_number,
        "enterprise name": typed.name,
        "JSON": lambda text: parsed(f'{{"a": {text}}}'.encode()),
        "options": lambda text: read_options(text[:4000], ProvincialKind.BANDS, 5),
    }
    for what, text in TEXTS.items():
        for name, read in readers.items():
            yield f"{name}: {what}", lambda read=read, text=text: read(text)
        for name, field in fields().items():
            yield f"{name}: {what}", lambda field=field, text=text: field.clean(text)
    yield "workbook: many entries", lambda: workbook(10_000)


def fields() -> dict[str, object]:
    """One field of each kind that a form of ours has."""
    from django import forms
    from django.urls import get_resolver

    _ = get_resolver().url_patterns  # imports every room's forms
    found, waiting = {}, [forms.BaseForm]
    while waiting:
        form = waiting.pop()
        waiting += form.__subclasses__()
        ours = form.__module__.partition(".")[0] in ROOMS
        # A mixin has none of its own.
        for field in getattr(form, "base_fields", {}).values() if ours else ():
            if not isinstance(field, forms.ModelChoiceField | forms.FileField | forms.MultiValueField):
                found[type(field).__name__] = field
    return found


def workbook(entries: int) -> None:
    from enterprises.kit.sheets.spreadsheets import read_table

    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for number in range(entries):
            archive.writestr(f"{number}.xml", "<a/>")
    packed.seek(0)
    read_table(packed, ["a"])


def main() -> None:
    django.setup()
    for name, run in cases():
        sys.stdout.write(f"{name}\n")
        sys.stdout.flush()
        # The system ends the process, whatever it is busy with.
        limit = int(time.process_time()) + 1 + CPU_SECONDS
        resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.RLIM_INFINITY))
        # Refusing is right: every reader refuses with an error of its own kind.
        with contextlib.suppress(Exception):
            run()
    sys.stdout.write(f"{DONE}\n")


if __name__ == "__main__":
    main()
