"""The drafts most tests begin with are those the services and the pages make."""

from declarations.dossier.evaluation import evaluate_dossier
from declarations.dossier.loading import load
from declarations.models import Attachment, Filing
from declarations.services.filings import start_filing
from enterprises.models import Enterprise
from tests import factories
from tests.admin.filings import make_draft
from tests.conftest import client_of
from tests.declarations.conftest import fill
from tests.declarations.filled import plain, put_into, taken_from


def test_a_draft_by_its_row_is_the_draft_that_is_begun(places, window):
    begun = factories.make_enterprise(places.tianhe)
    made = factories.make_enterprise(places.tianhe)
    by_service = start_filing(begun, window, factories.make_legal_user(begun))[0]
    factories.make_legal_user(made)
    by_row = make_draft(made, window)
    assert plain(by_service) == plain(by_row)


def test_a_draft_filled_by_rows_is_the_one_filled_through_the_pages(places, window):
    drafts, owners = [], []
    for _ in range(2):
        enterprise = factories.make_enterprise(places.tianhe)
        owners.append(factories.make_legal_user(enterprise))
        drafts.append(make_draft(enterprise, window))
    by_pages, by_rows = drafts
    before = Enterprise.objects.get(pk=by_pages.enterprise_id)
    fill(client_of(owners[0]), by_pages)
    put_into(by_rows, taken_from(by_pages, before), owners[1])

    assert plain(by_pages) == plain(by_rows)
    of_pages, of_rows = (load(Filing.objects.get(pk=draft.pk)) for draft in drafts)
    assert evaluate_dossier(of_pages).to_dict() == evaluate_dossier(of_rows).to_dict()
    assert [each.item for each in of_pages.attachments] == [each.item for each in of_rows.attachments] != []
    for one, other in zip(of_pages.attachments, of_rows.attachments, strict=True):
        assert one.file.name != other.file.name
        with one.file.open() as left, other.file.open() as right:
            assert left.read() == right.read()
    assert Attachment.objects.filter(filing=by_rows, uploaded_by=owners[1]).count() == len(
        of_rows.attachments
    )
