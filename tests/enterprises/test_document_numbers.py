"""One document number in one spelling."""

from enterprises.kit.text.document_numbers import document_number

SPELLINGS = {
    "粤工信〔2026〕9号": [
        "粤工信〔2026〕9号", "粤工信[2026]9号", "粤工信【2026】9号", "粤工信（2026）9号", "粤工信(2026)9号",
        "粤工信﹝2026﹞9号", "粤工信［２０２６］９号", " 粤工信 〔2026〕 9 号\u3000", "粤工信〔2026〕9号\u200b",
        "粤工信〔2026〕09号", "粤工信《2026》9号", "粤工信\u3014\u30142026〕9号", "粤工信〔2026〕第9号",
    ],
    "粤工信(企业)函〔2026〕10号".replace("(", "（").replace(")", "）"): [
        "粤工信(企业)函[2026]10号", "粤工信（企业）函〔2026〕10号",
    ],
    "2026年第1号": ["2026年第1号", "２０２６年第 1 号", "2026年第01号"],
    "": ["", " \u3000\u200b"],
}  # fmt: skip


def test_a_document_number_has_one_form():
    wrong = {
        typed: document_number(typed)
        for number, spellings in SPELLINGS.items()
        for typed in spellings
        if document_number(typed) != number or document_number(number) != number
    }
    assert not wrong


def test_a_long_text_costs_no_more_than_its_length():
    assert document_number("（" * 100_000 + "第" + "0" * 100_000).startswith("（")
