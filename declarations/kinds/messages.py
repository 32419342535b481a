"""What follows a transition: messages to the enterprise. One place, nothing else sends."""

from collections.abc import Iterable, Sequence

from django.urls import reverse

from declarations.enums import Action
from declarations.kinds import kind_of
from declarations.models import FilingEvent
from notices.enums import MessageKind
from notices.services import News, tell

_TITLES = {
    Action.SUBMIT: "{what}已提交",
    Action.RESUBMIT: "{what}已重新提交",
    Action.WITHDRAW: "{what}已撤回",
    Action.RECOMMEND: "{what}已由{office}推荐上报",
    Action.RETURN: "{what}被{office}退回，请修改",
    Action.RETURN_DOWN: "{what}已退回下级复审",
    Action.REJECT: "{what}未通过",
    Action.APPROVE: "{what}审核通过",
    Action.PUBLICISE: "{what}进入公示",
    Action.CERTIFY: "{what}：已认定",
    Action.LAPSE: "{what}逾期未提交",
    Action.UNPUBLICISE: "{what}的公示已撤回",
    Action.UNCERTIFY: "{what}的认定公告已撤回",
    Action.REVOKE: "{what}的认定已撤回",
}

_VOID = (Action.UNCERTIFY, Action.REVOKE)
_KINDS = {Action.CERTIFY: MessageKind.CERTIFIED, **dict.fromkeys(_VOID, MessageKind.CANCELLED)}
_TAKEN_BACK = (Action.UNPUBLICISE, *_VOID)
# Where the filing lies is no news then: it has reached the last desk, and stays.
_STAYS = (Action.APPROVE, Action.PUBLICISE, *_TAKEN_BACK)


def tell_of(events: Iterable[FilingEvent], about: Sequence[str] = ()) -> None:
    """Write what the enterprises are told of ``events``, in the transaction of the events: both or neither.

    ``about``: what is to be corrected, in words.

    A process that dies after the commit has told them already.
    """
    tell([_news(event, about) for event in events])


def _news(event: FilingEvent, about: Sequence[str]) -> News:
    filing = event.filing
    action, batch = Action(event.action), filing.batch
    office = event.from_authority.name if event.from_authority else ""
    title = _TITLES[action].format(what=str(filing), office=office)
    lines = [f"{title}。"]
    if event.comment:
        word = "原因" if action in _TAKEN_BACK else "意见"
        lines.append(f"{word}：{event.comment}")
    if about:
        lines.append(f"修改意见涉及：{'；'.join(about)}。")
    if action in _VOID:
        lines.append("已撤回的称号自始无效；重新认定后会另行通知。")
    if action == Action.CERTIFY and batch is not None:
        lines.append(f"文号：{batch.document_number}。有效期：{batch.valid_from}至{batch.valid_until}。")
    if event.to_authority and action not in _STAYS:
        lines.append(f"当前处理层级：{event.to_authority.name}。")
    return News(
        filing.enterprise_id,
        _KINDS.get(action, kind_of(filing).message),
        title,
        "\n".join(lines),
        key=f"filing-event-{event.pk}",
        link=reverse("declarations:filing", args=[filing.pk]),
        at=event.at,
    )
