"""What a title declares about itself, beside its forms, standards and lists of evidence."""

from dataclasses import dataclass

from declarations.enums import FilingKind
from enterprises.enums import AuthorityLevel, Tier, TitleKind


@dataclass(frozen=True, kw_only=True)
class TierRules:
    """One title: everything in which it differs from the others that is no form, standard or list.

    ``blurb``: what it is, for the public; ``advice``: what an enterprise should know before it declares.
    ``lowest_deciding``: the lowest level a window may leave the decision to. ``opens_below_province``: whether cities and
    counties may set windows of their own inside their superior's. ``assessed``: businesses that need a digital
    assessment first. ``equivalent``: a title granted elsewhere that does for this one.
    """

    tier: Tier
    blurb: str
    advice: str
    lowest_deciding: AuthorityLevel
    opens_below_province: bool = True
    assessed: frozenset[FilingKind] = frozenset()
    equivalent: TitleKind | None = None

    def may_decide(self, level: AuthorityLevel) -> bool:
        """Whether ``level`` can be the final one at all; below a province it also takes a delegation."""
        return level.rank <= self.lowest_deciding.rank

    @property
    def decided_by(self) -> str:
        """The levels that may decide, in words: ``市级、省级或部级``."""
        *others, last = [level.label for level in reversed(AuthorityLevel) if self.may_decide(level)]
        return f"{'、'.join(others)}或{last}" if others else last
