"""The pages of an assessment as forms made from its questionnaire.

A page has up to a hundred inputs, so its template writes them itself from `AnswersForm.questions`; the form only reads
and checks what was posted. What does not fit together across numbers is `scoring`'s to say, once saved.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms

from assessments.enums import Category, ItemKind, ProblemKind
from assessments.known import Known, Years, known_numbers
from assessments.models.category import LEAST_REASON, MOST_REASON
from assessments.questionnaire_checks import plain
from assessments.questionnaires import Item, NumberField, Questionnaire, Scene
from assessments.results import AssessmentResult, ItemScore, Problem
from assessments.scoring import read_number
from enterprises.kit.forms.conflicts import Conflict

SHOWN_CHARACTERS = 60  # of an unreadable number put back into its input
SHORT_TEXT = 12
HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True)
class ChoiceRow:
    id: str
    value: str
    text: str
    checked: bool
    label: str = ""
    exclusive: bool = False


@dataclass(frozen=True)
class NumberRow:
    id: str
    name: str
    label: str
    unit: str
    required: bool
    value: str
    errors: list[str]


@dataclass(frozen=True)
class QuestionRow:
    """A question as the page shows it, with what was chosen, what is wrong and what another tab saved.

    `points` is None for a scene. `compact`: the choices are short enough to stand beside each other. `computed`: the
    option that follows from the numbers, in words. `unsaved`: what the page shows is not what is stored.
    `filled_in`: which of its numbers stood there beforehand, and why.
    """

    code: str
    name: str
    heading: str
    text: str
    help: str
    points: Decimal | None
    starred: bool
    input_type: str
    compact: bool
    choices: list[ChoiceRow]
    numbers: list[NumberRow]
    errors: list[str]
    missing: list[str]
    notices: list[str]
    computed: str
    saved_elsewhere: str
    unsaved: bool
    filled_in: str

    @property
    def title(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def complaints(self) -> list[str]:
        return [*self.errors, *(error for number in self.numbers for error in number.errors)]


class OptionsField(forms.MultipleChoiceField):
    """Checked options, one at most for a single choice; a browser without script cannot keep 无 from its rivals."""

    def __init__(self, question: Item | Scene, **kwargs):
        self.single = isinstance(question, Scene) or question.kind is ItemKind.SINGLE
        self.exclusive = None
        if isinstance(question, Item):
            choices = [(option.code, option.text) for option in question.options]
            self.exclusive = next((option for option in question.options if option.exclusive), None)
        else:
            choices = [(str(level), str(level)) for level in range(len(question.levels) + 1)]
        messages = {"invalid_choice": "没有这个选项，请重新选择。"}
        super().__init__(
            choices=choices,
            required=False,
            widget=forms.CheckboxSelectMultiple,
            error_messages=messages,
            **kwargs,
        )

    def validate(self, value: list[str]) -> None:
        super().validate(value)
        if self.single and len(set(value)) > 1:
            raise forms.ValidationError("只能选择一项，请重新选择。")
        if self.exclusive and self.exclusive.code in value and len(set(value)) > 1:
            raise forms.ValidationError(f"选了“{self.exclusive.text}”就不能再选其他项，请只保留一种。")


class NumberInputField(forms.CharField):
    """A number kept as the exact text of its decimal."""

    def __init__(self, number: NumberField, **kwargs):
        self.number = number
        super().__init__(required=False, label=number.label, **kwargs)

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if not text:
            return ""
        try:
            return plain(read_number(self.number, text))
        except ValueError as error:
            raise forms.ValidationError(f"{error}。") from None


class AnswersForm(forms.Form):
    """Some questions of a questionnaire, usually of one dimension; saved answers, if any, are its initial values.

    Numbers of unanswered questions begin with what is `known`, if that is given.
    """

    def __init__(
        self,
        questionnaire: Questionnaire,
        asked: Sequence[Item | Scene],
        answers: Mapping[str, Any],
        data: Any = None,
        *,
        known: Years | None = None,
    ):
        self.questionnaire = questionnaire
        self.asked = tuple(asked)
        self.problems: list[Problem] = []
        self.scored: dict[str, ItemScore] = {}
        self.saved_elsewhere: dict[str, str] = {}
        self.unsaved: set[str] = set()
        self.known = _known_of(self.asked, answers, known) if known else {}
        super().__init__(data, initial=_initial(self.asked, answers, self.known))
        for question in self.asked:
            self.fields[question.code] = OptionsField(question)
            for number in getattr(question, "numbers", ()):
                self.fields[number_name(question, number)] = NumberInputField(number)

    def unreadable(self) -> set[str]:
        """Codes of the questions with an error."""
        return {
            question.code
            for question in self.asked
            if any(name in self.errors for name in input_names(question))
        }

    def readable_answers(self) -> dict[str, Any]:
        """Answers of all questions without an error, as stored; None where nothing was answered."""
        unreadable = self.unreadable()
        return {
            question.code: self._answer(question)
            for question in self.asked
            if question.code not in unreadable
        }

    def _answer(self, question: Item | Scene) -> dict[str, Any] | None:
        chosen = self.cleaned_data[question.code]
        if isinstance(question, Scene):
            return {"level": int(chosen[0])} if chosen else None
        numbers = {
            number.code: self.cleaned_data[number_name(question, number)] for number in question.numbers
        }
        numbers = {code: text for code, text in numbers.items() if text}
        options = [option.code for option in question.options if option.code in chosen]
        return {"options": options, "numbers": numbers} if options or numbers else None

    @property
    def questions(self) -> Iterator[QuestionRow]:
        for question in self.asked:
            name = question.code
            chosen = set(self[name].value() or [])
            numbers = [self._number_row(question, number) for number in getattr(question, "numbers", ())]
            unreadable = [*self[name].errors]
            # Scoring judged the stored answer, not another one that is shown.
            settled = name not in self.unsaved
            mine = [problem for problem in self.problems if problem.where == name and settled]
            choices = list(_choice_rows(self.questionnaire, question, chosen))
            is_item = isinstance(question, Item)
            yield QuestionRow(
                code=name,
                name=question.name,
                heading=question.topic if is_item else question.group,
                text=question.text if is_item else "",
                help=question.help if is_item else "",
                points=question.points if is_item else None,
                starred=not is_item and question.starred,
                input_type="radio" if self.fields[name].single else "checkbox",
                compact=all(len(choice.text) <= SHORT_TEXT for choice in choices),
                choices=choices,
                numbers=numbers,
                errors=[*unreadable, *_sentences(mine, ProblemKind.WRONG)],
                missing=_sentences(mine, ProblemKind.MISSING),
                notices=_sentences(mine, ProblemKind.NOTICE),
                computed=self._computed(question) if settled else "",
                saved_elsewhere=self.saved_elsewhere.get(name, ""),
                unsaved=name in self.unsaved,
                filled_in=self._filled_in(question),
            )

    def _filled_in(self, question: Item | Scene) -> str:
        """Where the numbers that stand there beforehand are from."""
        if question.code not in self.known or not self._stands_as_known(question):
            return ""
        sources = dict.fromkeys(each.source for each in self.known[question.code].values())
        return f"已按{'、'.join(sources)}填入，请核对，可以修改；保存本页后生效。"

    def _stands_as_known(self, question: Item) -> bool:
        """Whether nothing was typed over what stood there beforehand."""
        known = {code: each.text for code, each in self.known[question.code].items()}
        return not self.is_bound or self.readable_answers().get(question.code) == {
            "options": [],
            "numbers": known,
        }

    def _computed(self, question: Item | Scene) -> str:
        """What the numbers lead to, where nothing else was chosen."""
        scored = self.scored.get(question.code)
        if scored is None or not scored.computed:
            return ""
        option = question.option(scored.options[0])
        rate = "" if scored.rate is None else f"为 {plain(scored.rate.quantize(HUNDREDTH))}%"
        return f"按所填数据计算{rate}，取“{option.text}”，得 {plain(scored.points)} 分。"

    def _number_row(self, question: Item, number: NumberField) -> NumberRow:
        name = number_name(question, number)
        bound = self[name]
        return NumberRow(
            id=bound.auto_id,
            name=name,
            label=number.label,
            unit=number.unit,
            required=number.required,
            value=str(bound.value() or "")[:SHOWN_CHARACTERS],
            errors=list(bound.errors),
        )

    def judge(self, result: AssessmentResult, answers: Mapping[str, Any]) -> None:
        """Show beside each answered question what scoring found in the stored ``answers``."""
        codes = {question.code for question in self.asked} & answers.keys()
        self.problems = [problem for problem in result.problems if problem.where in codes]
        self.scored = {item.code: item for item in result.items if item.code in codes}
        if self.is_bound:
            kept = {code for code, answer in self.readable_answers().items() if answer == answers.get(code)}
            self.unsaved = {question.code for question in self.asked} - kept

    def conflicts(self, saved: Mapping[str, Any], codes: Collection[str]) -> list[Conflict]:
        """Both answers to each question of ``codes``: the one another page saved, and the one given here."""
        mine = self.readable_answers() if self.is_bound else {}
        return [
            Conflict(
                question.title,
                in_words(question, saved.get(question.code)),
                in_words(question, mine.get(question.code)),
                f"#{question.code}",
            )
            for question in self.asked
            if question.code in codes
        ]

    def show_saved_elsewhere(self, saved: Mapping[str, Any], conflicts: Collection[str]) -> None:
        """Put beside each question of ``conflicts`` the answer another page saved."""
        for question in self.asked:
            if question.code in conflicts:
                self.saved_elsewhere[question.code] = in_words(question, saved.get(question.code))


def _sentences(problems: Sequence[Problem], kind: ProblemKind) -> list[str]:
    return [f"{problem.message}。" for problem in problems if problem.kind is kind]


class CategoryForm(forms.Form):
    """What an enterprise of a mixed industry confirms."""

    category = forms.ChoiceField(
        label="适用的评测类别",
        widget=forms.RadioSelect,
        error_messages={"required": "请选择一个适用的类别。", "invalid_choice": "请选择一个适用的类别。"},
    )
    reason = forms.CharField(
        label="理由",
        min_length=LEAST_REASON,
        max_length=MOST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={
            "required": "请说明理由，例如主要为制造企业提供设备维修服务。",
            "min_length": f"请把理由写具体，至少{LEAST_REASON}个字。",
        },
        help_text=f"说明企业的主要业务为什么属于所选类别，最多{MOST_REASON}个字。选择和理由会保留，供主管部门核对。",
    )

    def __init__(self, candidates: Sequence[Category], *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["category"].choices = [(each.value, each.label) for each in candidates]


class PledgeForm(forms.Form):
    pledge = forms.BooleanField(
        label="我承诺：以上填报内容真实、准确，如有虚假，愿承担由此产生的一切后果。",
        error_messages={"required": "请勾选真实性承诺后再提交。"},
    )


def number_name(question: Item, number: NumberField) -> str:
    """Name of a number's input, e.g. `Q02-total`."""
    return f"{question.code}-{number.code}"


def input_names(question: Item | Scene) -> list[str]:
    """Names of all inputs of a question."""
    return [question.code, *(number_name(question, number) for number in getattr(question, "numbers", ()))]


def in_words(question: Item | Scene, answer: Mapping[str, Any] | None) -> str:
    """A saved answer on one line."""
    if not answer:
        return "未作答"
    if isinstance(question, Scene):
        level = answer["level"]
        return f"{'一二三四'[level - 1]}级" if level else "未达到一级"
    parts = [f"{code} {question.option(code).text}" for code in answer["options"]]
    parts += [
        f"{number.label} {answer['numbers'][number.code]}{number.unit}"
        for number in question.numbers
        if number.code in answer["numbers"]
    ]
    return "；".join(parts)


def _known_of(
    asked: tuple[Item | Scene, ...], answers: Mapping[str, Any], figures: Years
) -> dict[str, dict[str, Known]]:
    """What is known of the unanswered questions' numbers, by question and number."""
    found = {
        question.code: known_numbers(question, figures)
        for question in asked
        if isinstance(question, Item) and not answers.get(question.code)
    }
    return {code: known for code, known in found.items() if known}


def _initial(
    asked: tuple[Item | Scene, ...], answers: Mapping[str, Any], known: Mapping[str, Mapping[str, Known]]
) -> dict[str, Any]:
    initial: dict[str, Any] = {}
    for question in asked:
        answer = answers.get(question.code)
        if not answer:
            for code, number in known.get(question.code, {}).items():
                initial[number_name(question, question.number(code))] = number.text
            continue
        if isinstance(question, Scene):
            initial[question.code] = [str(answer["level"])]
            continue
        initial[question.code] = answer["options"]
        for number in question.numbers:
            initial[number_name(question, number)] = answer["numbers"].get(number.code, "")
    return initial


def _choice_rows(
    questionnaire: Questionnaire, question: Item | Scene, chosen: set[str]
) -> Iterator[ChoiceRow]:
    if isinstance(question, Item):
        for option in question.options:
            yield ChoiceRow(
                f"id_{question.code}_{option.code}",
                option.code,
                option.text,
                option.code in chosen,
                option.code,
                option.exclusive,
            )
        return
    yield ChoiceRow(
        f"id_{question.code}_0", "0", questionnaire.scene_below, "0" in chosen, questionnaire.below_label
    )
    for rule, text in zip(questionnaire.levels, question.levels, strict=True):
        value = str(rule.level)
        yield ChoiceRow(f"id_{question.code}_{value}", value, text, value in chosen, rule.label)
