"""自评得分: computed, read-only. It is shown by ``declarations/includes/evaluation.html``."""

from declarations.sections.base import Section


class ScoreSection(Section):
    key = "score"
    title = "自评得分"
    lead = "根据已保存的内容逐项计算，不用填写。"
    page = "score"
    is_computed = True
