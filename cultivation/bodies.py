"""How large a request may be. The server's workers and the middleware ask the same rule."""

from django.conf import settings

# Over Django's own limit for text, so that its answer, which says more, comes first.
_MARGIN = 64 * 1024


def takes_files(content_type: str, has_session: bool) -> bool:
    """Whether a request may carry files: forms with files are filled in by people who have logged in.

    A session's cookie is easily made up; what that gains is bounded by ``cultivation.worker``.
    """
    return has_session and content_type.lower().startswith("multipart/form-data")


def largest_body(content_type: str, has_session: bool) -> int:
    """The bytes a request's body may have."""
    if takes_files(content_type, has_session):
        return settings.REQUEST_MAX_BYTES
    return settings.DATA_UPLOAD_MAX_MEMORY_SIZE + _MARGIN
