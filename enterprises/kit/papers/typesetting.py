"""The process that typesets PDFs beside the requests: ``python -m enterprises.kit.papers.typesetting``, see ``enterprises.kit.papers.pdf``."""

import os
import traceback

import django

from enterprises.kit.papers.pdf import PdfUnavailable, typeset
from enterprises.kit.work import side_process


def _work(html: str) -> bytes:
    try:
        return typeset(html)
    except PdfUnavailable as unavailable:
        raise side_process.Refused(unavailable.missing) from unavailable


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cultivation.settings")
    django.setup()
    side_process.answer(_work, traceback.format_exc)
