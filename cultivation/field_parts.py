"""A form field taken apart for templates/bootstrap5/field.html.

Rendering forms is the most expensive thing the pages do (dependencies.md, finding 2), so the decisions are
taken here once per field and the template only writes them down. Widgets are never changed.
"""

from dataclasses import dataclass
from typing import Any

from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, FileInput, RadioSelect, Select
from django.forms.boundfield import BoundWidget
from django.utils.safestring import SafeString


@dataclass(slots=True)
class FieldParts:
    """A field as the template shows it. `kind` is one of hidden, check, group, control."""

    kind: str
    control: SafeString | str
    css: str
    id: str
    target: str
    label: str
    required: bool
    unit: str
    described: str
    options: list[tuple[str, str, SafeString]]
    errors: list[str]
    help: str
    remark: str


def parts_of(
    field: BoundField, *, labelled: bool = True, with_errors: bool = True, wrapper_class: str = ""
) -> FieldParts:
    """Take a field apart.

    The widget's attrs may carry `data-unit` (shown after the input) and `data-width` (short, medium, long); the form
    field may carry `remark` (a reviewer's comment shown beside it).
    """
    widget = field.field.widget
    if field.is_hidden:
        return FieldParts("hidden", str(field), "", "", "", "", False, "", "", [], [], "", "")
    kind = _kind(widget)
    errors = list(field.errors) if with_errors else []
    unit = widget.attrs.get("data-unit", "")
    remark = getattr(field.field, "remark", "")
    described = _described_by(field, unit, errors, remark)
    attrs = {"class": _control_class(widget, kind)}
    single = kind != "group"
    if single and described:
        attrs["aria-describedby"] = described
    return FieldParts(
        kind=kind,
        control=field.as_widget(attrs=attrs) if single else "",
        css=_row_class(field, errors, wrapper_class),
        id=field.auto_id,
        target=field.id_for_label or field.auto_id,
        label=field.label if labelled else "",
        required=field.field.required,
        unit=unit,
        described=described,
        options=[] if single else _options(field, attrs),
        errors=errors,
        help=field.help_text,
        remark=remark,
    )


def _kind(widget: Any) -> str:
    if isinstance(widget, (RadioSelect, CheckboxSelectMultiple)):
        return "group"
    return "check" if isinstance(widget, CheckboxInput) else "control"


def _control_class(widget: Any, kind: str) -> str:
    if kind != "control":
        own = "form-check-input"
    elif isinstance(widget, Select):
        own = "form-select"
    else:
        own = "form-control"
    given = widget.attrs.get("class")
    return f"{given} {own}" if given else own


def _row_class(field: BoundField, errors: list[str], wrapper_class: str) -> str:
    names = ["field"]
    if width := field.field.widget.attrs.get("data-width"):
        names.append(f"field--{width}")
    if isinstance(field.field.widget, FileInput):
        names.append("field--file")
    if errors:
        names.append("field--invalid")
    if wrapper_class:
        names.append(wrapper_class)
    if own := field.css_classes():
        names.append(own)
    return " ".join(names)


def _described_by(field: BoundField, unit: str, errors: list[str], remark: str) -> str:
    given = field.field.widget.attrs.get("aria-describedby")
    ids = [given] if given else []
    for name, there in (("unit", unit), ("helptext", field.help_text), ("remark", remark), ("error", errors)):
        if there:
            ids.append(f"{field.auto_id}_{name}")
    return " ".join(ids)


def _options(field: BoundField, attrs: dict[str, str]) -> list[tuple[str, str, SafeString]]:
    """Id, label and input of every choice of a radio or checkbox group."""
    full = field.build_widget_attrs({**attrs, "id": field.auto_id, "aria-describedby": False})
    full.pop("aria-invalid", None)
    widget, renderer = field.field.widget, field.form.renderer
    choices = (
        BoundWidget(widget, data, renderer)
        for data in widget.subwidgets(field.html_name, field.value(), attrs=full)
    )
    return [(choice.id_for_label, choice.choice_label, choice.tag()) for choice in choices]
