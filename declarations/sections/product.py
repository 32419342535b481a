"""专业化: the main product and its field."""

from typing import Any

from declarations.dossier.loading import Dossier
from declarations.forms.base import is_empty
from declarations.forms.product import ProductForm
from declarations.sections.base import FormSection, Problem
from declarations.sections.prefill import product_of_enterprise
from declarations.words.blocks import Block, Row

_ANSWERS = {"yes": "属于", "no": "不属于"}


class ProductSection(FormSection):
    key = "product"
    title = "专业化"
    lead = "主导产品及其所属领域。"

    def form(self, dossier: Dossier, data: Any = None, extra: str = "") -> ProductForm:
        if data is not None or self.key in dossier.stored:
            return self._form(dossier, data, dossier.data(self.key))
        carried = product_of_enterprise(dossier)
        form = self._form(dossier, None, carried)
        form.carried_over = any(carried.values())
        return form

    def _form(self, dossier: Dossier, data: Any, initial: dict) -> ProductForm:
        form = ProductForm(data, initial=initial)
        if dossier.is_direct:
            # 直通: the field of the product does not decide (standards 8.1).
            form.fields["description"].required = form.fields["in_strategic_emerging"].required = False
        return form

    def problems(self, dossier: Dossier) -> list[Problem]:
        data = dossier.data(self.key)
        found = [
            self.problem(
                dossier,
                label,
                f"请填写{label}。",
                f"#{'div_' if name == 'in_strategic_emerging' else ''}id_{name}",
            )
            for name, label in self._form(dossier, None, data).missing(data)
        ]
        if data.get("in_strategic_emerging") == "yes" and is_empty(data, "strategic_code"):
            found.append(
                self.problem(dossier, "分类代码", "选择了“属于”，请填写分类代码。", "#id_strategic_code")
            )
        return found

    def block(self, dossier: Dossier) -> Block:
        return Block(self.key, self.title, rows=self._rows(dossier.data(self.key)))

    def describe(self, dossier: Dossier, data: dict) -> dict[str, str]:
        return {row.label: row.value for row in self._rows(data)}

    def _rows(self, data: dict) -> list[Row]:
        return [
            Row("主导产品名称", data.get("name", "")),
            Row("主导产品所属领域说明", data.get("description", "")),
            Row("是否属于《战略性新兴产业分类》", _ANSWERS.get(data.get("in_strategic_emerging", ""), "")),
            Row("分类代码", data.get("strategic_code", "")),
            Row("从事特定细分市场时间", data.get("segment_years", ""), "年"),
        ]
