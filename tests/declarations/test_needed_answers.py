"""Answers that are needed because of another answer: the page before the submission says which one lacks."""

import pytest

from tests.declarations.conftest import product_data, save, url


@pytest.mark.parametrize(
    ("belongs", "code", "lacks"), [("yes", "", True), ("yes", "2.1.1", False), ("no", "", False)]
)
def test_a_code_is_needed_beside_the_answer_that_asks_for_it(filing, owner_client, belongs, code, lacks):
    data = product_data(in_strategic_emerging=belongs, strategic_code=code)
    assert save(owner_client, filing, "product", data).status_code == 302
    page = owner_client.get(url(filing, "submit")).content.decode()
    assert ("选择了“属于”，请填写分类代码。" in page) == lacks
