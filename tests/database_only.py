"""``pytest -p tests.database_only``: only the tests that may end otherwise on another database, to run them there.

Of those that touch the database at all: every one with real transactions, and the files of ``AGAIN``. The others ask
what a page says, offers or refuses by itself, with statements that these run as well: of all kinds of statements, these
run 95 in 100.
"""

import pytest

FIXTURES = {
    "db",
    "transactional_db",
    "django_db_reset_sequences",
    "django_db_serialized_rollback",
    "live_server",
}

# Why a database may matter, and the files that ask.
AGAIN = {
    "constraints, and what is said when they refuse": (
        "assessments/test_models",
        "declarations/test_batches",
        "declarations/test_checklists",
        "declarations/test_kinds",
        "declarations/test_lists",
        "declarations/test_roles",
        "declarations/test_windows",
        "declarations/test_workflow",
        "enterprises/test_intellectual_property",
        "enterprises/test_records",
        "enterprises/test_records_twice",
        "enterprises/test_registration",
    ),
    "migrations of rows that are there": (
        "assessments/test_migrations",
        "declarations/test_migrations",
        "declarations/test_old_database",
        "enterprises/test_migrations",
    ),
    "locks, savepoints, and what dies between two statements": (
        "admin/test_stale_pages",
        "assessments/test_autosave",
        "assessments/test_taking",
        "declarations/test_arrival",
        "declarations/test_autosave",
        "declarations/test_crashes",
        "declarations/test_filing_story",
        "declarations/test_packages",
        "declarations/test_takeover",
        "enterprises/test_autosave",
        "enterprises/test_ratelimit",
        "enterprises/test_stored_files",
        "enterprises/test_turns",
    ),
    "values one database stores and the other refuses: NUL, long numbers, long texts": (
        "admin/test_crooked_addresses",
        "assessments/test_bad_input",
        "declarations/test_long_texts",
        "declarations/test_malformed_walk",
        "enterprises/test_figures",
        "enterprises/test_product_profile",
        "enterprises/test_regions",
    ),
    "searches, order, JSON, counts, sums and medians": (
        "admin/test_assessment_statistics",
        "admin/test_assessments",
        "admin/test_pages",
        "admin/test_search",
        "assessments/test_results",
        "declarations/test_enterprise_facts",
        "declarations/test_recompute",
        "enterprises/test_acting",
        "enterprises/test_certification_query",
        "enterprises/test_exports",
        "notices/test_notices",
    ),
    "many rows in one statement": (
        "admin/test_batch_upkeep",
        "admin/test_batches",
        "admin/test_bulk_decisions",
        "admin/test_development_scores",
        "enterprises/test_reference",
        "notices/test_messages",
    ),
    "statements that none of the others runs": (
        "admin/test_accounts",
        "admin/test_checklists",
        "admin/test_notice_corrections",
        "admin/test_notices",
        "admin/test_own_pages",
        "admin/test_provincial_changes",
        "admin/test_questionnaire_releases",
        "admin/test_review",
        "admin/test_window_standards",
        "admin/test_windows",
        "admin/test_windows_of_offices",
        "assessments/test_evidence",
        "cultivation/test_demo_notices",
        "declarations/test_check_up",
        "declarations/test_check_up_shown",
        "declarations/test_check_up_steps",
        "declarations/test_evidence",
        "declarations/test_filled",
        "declarations/test_login_ended",
        "declarations/test_returned",
        "declarations/test_stale_pages",
        "enterprises/test_accounts",
        "load/test_population",
    ),
}
_FILES = frozenset(f"tests/{name}.py" for names in AGAIN.values() for name in names)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    missing = [name for name in _FILES if not (config.rootpath / name).exists()]
    if missing:
        raise pytest.UsageError(f"tests/database_only.py names what is not there: {missing}")
    config.hook.pytest_deselected(items=[item for item in items if not runs_again(item)])
    items[:] = [item for item in items if runs_again(item)]


def runs_again(item: pytest.Item) -> bool:
    """Whether a test may end otherwise on another database."""
    if not touches_database(item):
        return False
    return _is_transactional(item) or item.nodeid.partition("::")[0] in _FILES


def _is_transactional(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    asked = marker is not None and marker.kwargs.get("transaction")
    return bool(asked) or "transactional_db" in getattr(item, "fixturenames", ())


def touches_database(item: pytest.Item) -> bool:
    """Whether a test asks for the database, by a fixture of its own or of its fixtures."""
    return item.get_closest_marker("django_db") is not None or not FIXTURES.isdisjoint(
        getattr(item, "fixturenames", ())
    )
