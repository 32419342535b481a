"""知识产权: the enterprise's list. Whether a right is class Ⅰ or Ⅱ is derived and shown, never typed in."""

from dataclasses import dataclass

from declarations.dossier.loading import Dossier
from declarations.facts.of_rows import right_facts
from declarations.sections.base import Problem, Section
from declarations.standards import Verdict
from declarations.standards.intellectual_property import Standing, assess_right_r2022
from declarations.words.blocks import Block, Column, Table
from enterprises.models import IntellectualProperty


@dataclass(frozen=True)
class RightLine:
    """A right with what it counts as, and why."""

    right: IntellectualProperty
    standing: str
    why: str


class RightsSection(Section):
    key = "ip"
    title = "知识产权"
    lead = "填写有效的知识产权。类别按标准自动判断。"
    page = "ip"

    def lines(self, dossier: Dossier) -> list[RightLine]:
        found = []
        for index, right in enumerate(dossier.rights):
            standing = assess_right_r2022(right_facts(right), index, dossier.as_of)
            found.append(RightLine(right, class_of(standing), standing.words.partition("：")[2]))
        return found

    def problems(self, dossier: Dossier) -> list[Problem]:
        if dossier.rights or dossier.is_direct or dossier.data(self.key).get("none") is True:
            return []
        return [self.problem(dossier, "", "请逐项填写知识产权；没有的，请勾选“没有”并保存。", "#id_none")]

    def block(self, dossier: Dossier) -> Block:
        columns = [
            Column(label)
            for label in ("类型", "编号", "名称", "授权日期", "取得方式", "与主导产品相关", "类别")
        ]
        rows = [
            [
                line.right.get_kind_display(),
                line.right.number,
                line.right.name,
                line.right.granted_on.isoformat(),
                "；".join([_acquired(line.right), *line.right.notes]),
                "是" if line.right.related_to_main_product else "否",
                line.why,
            ]
            for line in self.lines(dossier)
        ]
        if rows:
            return Block(self.key, self.title, tables=[Table("知识产权清单", columns, rows)])
        none = dossier.data(self.key).get("none") is True
        return Block(self.key, self.title, note="企业声明没有知识产权。" if none else "未填写。")


def class_of(standing: Standing) -> str:
    """The class of a right in a word, for a badge."""
    if standing.high_value is Verdict.MET:
        return "Ⅰ类高价值"
    if standing.class_one is Verdict.MET:
        return "Ⅰ类"
    if standing.class_two is Verdict.MET:
        return "Ⅱ类"
    return "不计"


def _acquired(right: IntellectualProperty) -> str:
    if right.transferred_on:
        return f"{right.get_acquisition_display()}（{right.transferred_on.isoformat()}）"
    return right.get_acquisition_display()
