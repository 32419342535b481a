"""直通条件: any one of D1 to D4 replaces the score (63号 附件1)."""

from typing import Any

from declarations.dossier.evaluation import evaluate_dossier
from declarations.dossier.loading import Dossier
from declarations.forms.direct import CONDITIONS, DirectForm
from declarations.sections.base import FormSection, Problem
from declarations.sections.prefill import direct_of_enterprise
from declarations.standards import Verdict
from declarations.words.blocks import Block, Column, Row, Table, money_text
from enterprises.enums import HonourKind, RecognitionLevel


class DirectSection(FormSection):
    key = "direct"
    title = "直通条件"
    lead = "满足任意一项即达到标准，可只提供上年度的数据和该项证明；一项都没有的，直接保存，按得分评价。"
    template = "declarations/sections/direct.html"

    def form(self, dossier: Dossier, data: Any = None, extra: str = "") -> DirectForm:
        if data is not None or self.key in dossier.stored:
            return DirectForm(data, initial=dossier.data(self.key), extra=extra)
        carried = direct_of_enterprise(dossier)
        form = DirectForm(initial=carried, extra=extra)
        form.carried_over = any(carried[condition.rows] for condition in CONDITIONS)
        return form

    def problems(self, dossier: Dossier) -> list[Problem]:
        if self.key not in dossier.stored:
            return [self.problem(dossier, "", "还没有填写。一项都不符合的，打开后直接保存即可。")]
        data = dossier.data(self.key)
        ticked = [condition for condition in CONDITIONS if data.get(condition.tick) is True]
        found = [problem for condition in ticked for problem in self._incomplete(dossier, condition, data)]
        results = {each.code: each for each in evaluate_dossier(dossier).conditions} if ticked else {}
        for condition in ticked:
            result = results.get(condition.code)
            if data.get(condition.rows) and result is not None and result.verdict is Verdict.NOT_MET:
                found.append(
                    self.problem(
                        dossier,
                        condition.code,
                        f"已勾选，但按填写的内容不满足（{result.explanation}）。请修改明细，或取消勾选。",
                        f"#{condition.rows}",
                    )
                )
        return found

    def _incomplete(self, dossier: Dossier, condition, data: dict) -> list[Problem]:
        rows = data.get(condition.rows) or []
        if not rows:
            return [
                self.problem(
                    dossier,
                    condition.code,
                    f"已勾选，但没有填写{condition.unit}明细。请填写，或取消勾选。",
                    f"#{condition.rows}",
                )
            ]
        form = condition.form()
        return [
            self.problem(
                dossier,
                f"{condition.code} 第{index + 1}项",
                f"请填写{label}。",
                f"#id_{condition.rows}-{index}-{name}",
            )
            for index, row in enumerate(rows)
            for name, label in form.missing(row)
        ]

    def block(self, dossier: Dossier) -> Block:
        data = dossier.data(self.key)
        saved = self.key in dossier.stored
        rows = [
            Row(f"{each.code} {each.title}", _tick(data, each.tick) if saved else "") for each in CONDITIONS
        ]
        tables = [table for table in self._tables(data) if table.rows]
        return Block(self.key, self.title, rows=rows, tables=tables)

    def describe(self, dossier: Dossier, data: dict) -> dict[str, str]:
        block = Block(
            self.key,
            self.title,
            [Row(f"{each.code} {each.title}", _tick(data, each.tick)) for each in CONDITIONS],
            self._tables({**data, **{each.tick: True for each in CONDITIONS}}),
        )
        return block.lines()

    def _tables(self, data: dict) -> list[Table]:
        def rows(tick: str, key: str) -> list[dict]:
            return data.get(key) or [] if data.get(tick) is True else []

        return [
            Table(
                "D1 科技奖励",
                [Column("奖项名称"), Column("级别"), Column("获奖日期")],
                [
                    [row.get("name", ""), _level(row), row.get("awarded_on", "")]
                    for row in rows("has_award", "awards")
                ],
            ),
            Table(
                "D2 荣誉",
                [Column("荣誉"), Column("证书名称或编号"), Column("有效期止")],
                [
                    [_honour(row), row.get("name", ""), row.get("valid_until", "")]
                    for row in rows("has_honour", "honours")
                ],
            ),
            Table(
                "D3 研发机构",
                [Column("研发机构名称"), Column("认定级别"), Column("认定日期")],
                [
                    [row.get("name", ""), _level(row), row.get("recognised_on", "")]
                    for row in rows("has_institution", "institutions")
                ],
            ),
            Table(
                "D4 股权融资",
                [
                    Column("投资机构"),
                    Column("到账日期"),
                    Column("实缴金额（万元）", numeric=True),
                    Column("出让股权比例（%）", numeric=True),
                    Column("合格机构投资者"),
                ],
                [
                    [
                        row.get("investor", ""),
                        row.get("received_on", ""),
                        money_text(row.get("paid_in")),
                        row.get("share_given_up", ""),
                        "是" if row.get("qualified_investor") is True else "否",
                    ]
                    for row in rows("has_equity", "equity_rounds")
                ],
            ),
        ]


def _tick(data: dict, name: str) -> str:
    return "符合" if data.get(name) is True else "不符合"


def _level(row: dict) -> str:
    return RecognitionLevel(row["level"]).label if row.get("level") else ""


def _honour(row: dict) -> str:
    return HonourKind(row["kind"]).label if row.get("kind") else ""
