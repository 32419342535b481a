"""Facts between the bands of 63号 附件2."""

from datetime import date

from declarations.standards.facts import QualityEvidence
from enterprises.enums import (
    QualityKind,
)
from tests.declarations.standards.builders import line
from tests.declarations.standards.builders_specialized import (
    judged,
)


def lined(code, **changes):
    return line(judged(**changes), code)


CERTIFICATE = QualityEvidence(
    QualityKind.QUALITY_SYSTEM, "ISO9001", None, date(2024, 3, 1), date(2027, 2, 28)
)
BRAND = QualityEvidence(QualityKind.OWN_BRAND, "阀门牌")


OLD = date(2010, 1, 1)
