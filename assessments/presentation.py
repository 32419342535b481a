"""A submitted result as its pages, its certificate and the administrators' page show it."""

from dataclasses import dataclass
from decimal import Decimal

from assessments.charts import Radar, RadarAxisOf, radar
from assessments.forms import in_words
from assessments.models import Assessment
from assessments.questionnaire_checks import plain
from assessments.questionnaires import Item, LevelRule, Questionnaire
from assessments.results import AssessmentResult, ItemScore, SceneCount, SceneLevel
from assessments.services.comparison import Peers

HUNDREDTH = Decimal("0.01")
TENTH = Decimal("0.1")


@dataclass(frozen=True)
class ResultView:
    """What of a result is the same wherever it is shown."""

    questionnaire: Questionnaire
    result: AssessmentResult
    rule: LevelRule | None
    by_score: str
    by_scenes: str
    items: list[tuple[ItemScore, str]]
    scenes: list[tuple[SceneLevel, str]]
    scene_counts: list[tuple[LevelRule, SceneCount]]


def result_view(assessment: Assessment) -> ResultView:
    """A submitted assessment with its questionnaire's words."""
    questionnaire = assessment.questionnaire.parsed
    result = assessment.parsed_result
    by_scenes = result.level_by_scenes
    return ResultView(
        questionnaire=questionnaire,
        result=result,
        rule=questionnaire.rule(result.level),
        by_score=questionnaire.level_label(result.level_by_score),
        by_scenes="" if by_scenes is None else questionnaire.level_label(by_scenes),
        items=[(item, scored_answer(questionnaire.by_code[item.code], item)) for item in result.items],
        scenes=[(scene, questionnaire.short_level_label(scene.level)) for scene in result.scenes],
        scene_counts=[(questionnaire.rule(count.level), count) for count in result.scene_counts],
    )


def scored_answer(question: Item, scored: ItemScore) -> str:
    """The options that counted, in words, and the percentage they followed from."""
    words = "；".join(f"{code} {question.option(code).text}" for code in scored.options)
    rate = "" if scored.rate is None else f"（{plain(scored.rate.quantize(HUNDREDTH))}%）"
    return f"{words}{rate}{'，由填写的数字算得' if scored.computed else ''}"


def radar_of(view: ResultView, peers: Peers | None = None) -> Radar:
    """The scenes at their levels, where there are scenes; else the dimensions at their share of the points.

    Dimensions are compared with the medians of ``peers``, where these may be shown.
    """
    if view.result.scenes:
        top = len(view.questionnaire.levels)
        axes = [
            RadarAxisOf(f"{'★' if scene.starred else ''}{scene.name}", Decimal(scene.level or 0) / top)
            for scene in view.result.scenes
        ]
        return radar(axes, rings=top)
    medians = peers.medians if peers else None
    axes = [
        RadarAxisOf(
            each.name,
            each.points / each.maximum,
            medians.dimensions[each.code] / each.maximum if medians else None,
        )
        for each in view.result.dimensions
    ]
    return radar(axes, rings=4)


@dataclass(frozen=True)
class DimensionRow:
    """One dimension: points of this attempt, the one before and the median, each None where there is none."""

    name: str
    points: Decimal
    maximum: Decimal
    share: Decimal
    before: Decimal | None
    median: Decimal | None

    @property
    def change(self) -> Decimal | None:
        return None if self.before is None else self.points - self.before


def dimension_rows(view: ResultView, before: Assessment | None, peers: Peers | None) -> list[DimensionRow]:
    """The scored dimensions. An attempt before with another questionnaire cannot be compared point by point."""
    same = before is not None and before.questionnaire.digest == view.questionnaire.digest
    earlier = before.dimension_points if same else {}
    medians = peers.medians.dimensions if peers and peers.medians else {}
    return [
        DimensionRow(
            each.name,
            each.points,
            each.maximum,
            (each.points * 100 / each.maximum).quantize(TENTH),
            Decimal(earlier[each.code]) if each.code in earlier else None,
            medians.get(each.code),
        )
        for each in view.result.dimensions
    ]


def items_with_answers(assessment: Assessment, view: ResultView) -> list[tuple[ItemScore, str, str]]:
    """Every scored question with the option that counted and what was typed, numbers included."""
    questions, answers = view.questionnaire.by_code, assessment.answers
    return [
        (item, counted, in_words(questions[item.code], answers.get(item.code)))
        for item, counted in view.items
    ]
