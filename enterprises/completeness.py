"""Which basic information a declaration still needs (M2.3; standards 8.1 section 企业信息)."""

from enterprises.models import Enterprise
from enterprises.regions import is_lowest

# 企业规模 and 从业人员 come from the yearly figures and are asked for there.
REQUIRED = (
    "name",
    "credit_code",
    "founded_on",
    "registered_capital",
    "legal_representative",
    "legal_representative_phone",
    "region",
    "address",
    "industry",
    "industry_class",
    "contact_name",
    "contact_mobile",
    "email",
)


def missing_profile_fields(enterprise: Enterprise) -> list[tuple[str, str]]:
    """The (field, label) pairs that are empty, in the order of the form; empty when a declaration may begin.

    注册地 counts only at its lowest level, since the reviewing authority follows from it. No query when
    ``enterprise.region`` is loaded and is a county.
    """
    missing = []
    for name in REQUIRED:
        field = Enterprise._meta.get_field(name)
        value = getattr(enterprise, field.attname)
        if value in (None, ""):
            missing.append((name, str(field.verbose_name)))
        elif name == "region" and not is_lowest(enterprise.region):
            missing.append((name, "注册地（请选到最末一级）"))
    return missing
