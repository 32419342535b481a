"""企业基本信息: what the profile says; it is edited there."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, ClassVar

from django.urls import reverse

from declarations.dossier.loading import Dossier
from declarations.forms import declared
from declarations.models import ChecklistItem
from declarations.sections.base import Place, Problem, Section
from declarations.words.blocks import Block, Row, heading, money_text
from enterprises.completeness import missing_profile_fields
from enterprises.models import Enterprise

# The place of the figure that stands beside the columns of the enterprise.
_STAFF = "employees"


class ProfileSection(Section):
    template = "declarations/sections/basic.html"
    declared: ClassVar[declared.Profile]

    def problems(self, dossier: Dossier) -> list[Problem]:
        profile = reverse("enterprises:profile_edit")
        found = [
            Problem(
                f"{self.title} · {label}", f"还没有填写{label}，请在企业信息中补充。", f"{profile}#id_{name}"
            )
            for name, label in missing_profile_fields(dossier.enterprise)
        ]
        authority, window = dossier.enterprise.authority, dossier.filing.window
        if authority and window and not window.authority.covers(authority):
            found.append(
                self.problem(
                    dossier,
                    "注册地",
                    f"注册地现在由{authority}审核，不在“{window}”的范围内。请核对企业信息中的注册地。",
                )
            )
        return found

    def context(self, dossier: Dossier) -> dict[str, Any]:
        remarked = dossier.remarked(self.key)
        names = [each.name for each in self.declared.rows] + [_STAFF] * bool(self.declared.staff)
        rows = [
            {
                "id": _anchor(name).removeprefix("#"),
                "label": row.label,
                "value": f"{row.value} {row.unit}".strip() if row.value else "",
                "remark": remarked.get(name, ""),
            }
            for name, row in zip(names, self.block(dossier).rows, strict=True)
        ]
        return {"rows": rows, "problems": self.problems(dossier)}

    def places(self, year: int, items: Sequence[ChecklistItem]) -> dict[str, Place]:
        found = {
            each.name: Place(each.label, _anchor(each.name), (heading(each.label, each.unit),))
            for each in self.declared.rows
        }
        if self.declared.staff:
            label = self._staff(year)
            found[_STAFF] = Place(label, _anchor(_STAFF), (heading(label, "人"),))
        return found

    def columns(self, year: int) -> list[str]:
        found = [heading(each.label, each.unit) for each in self.declared.rows]
        return [*found, heading(self._staff(year), "人")] if self.declared.staff else found

    def _staff(self, year: int) -> str:
        return f"{self.declared.staff}（{year}年末）"

    def block(self, dossier: Dossier) -> Block:
        rows = [
            Row(each.label, _shown(dossier.enterprise, each.name), each.unit) for each in self.declared.rows
        ]
        if self.declared.staff:
            latest = dossier.figures.get(dossier.year)
            staff = latest.employees if latest else None
            text = "" if staff is None else str(staff)
            rows.append(Row(self._staff(dossier.year), text, "人"))
        return Block(self.key, self.title, rows=rows)


def _anchor(name: str) -> str:
    return f"#row-{name}"


def _shown(enterprise: Enterprise, name: str) -> str:
    """A column of the enterprise in words; empty when there is nothing."""
    display = getattr(enterprise, f"get_{name}_display", None)
    value = display() if display else getattr(enterprise, name)
    if isinstance(value, dt.date):
        return value.isoformat()
    return money_text(value) if isinstance(value, Decimal) else str(value or "")
