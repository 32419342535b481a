"""The demonstration: invented enterprises at every stage, officials at every level, real-looking notices."""

from stdnum.cn import uscc

PASSWORD = "demo-2026-pass"  # noqa: S105 - printed for everybody who starts a demonstration


def credit_code(number: int, region: str = "440106") -> str:
    """A well-formed 统一社会信用代码 of an invented enterprise; the same number gives the same code."""
    body = f"91{region}MA{number:07d}"
    return body + uscc.calc_check_digit(body)


MIXED_INDUSTRY = 90  # number of the enterprise whose industry has to confirm its category

LOGINS = [
    ("企业（可以申报）", credit_code(1), PASSWORD, "企业申报 → 创新型中小企业 → 广州市"),
    ("企业（被退回）", credit_code(2), PASSWORD, "按意见修改后重新提交"),
    ("企业（已认定）", credit_code(3), PASSWORD, "查看认定，下载PDF"),
    ("企业（评测类别待确认）", credit_code(MIXED_INDUSTRY), PASSWORD, "数字化水平评测 → 确认评测类别"),
    ("自然人", "110105194912310021", PASSWORD, "看看为什么不能申报"),
    ("区县 天河区", "county", PASSWORD, "/admin/ 推荐上报、退回"),
    ("市级 广州市", "city", PASSWORD, "/admin/ 推荐上报、退回下级"),
    ("省级 广东省", "province", PASSWORD, "/admin/ 审核通过、组批、公示、认定、申报时间"),
    ("部级", "ministry", PASSWORD, "/admin/ 发布部级公告"),
]
