"""A program of its own that opens files from anybody, so that a file made to break a reader breaks nothing else.

Started by ``enterprises.kit.files.reader``. It loads the readers once and forks for every upload: the fork has bounds on
time and memory, and ends with the upload. Imports nothing of ours.
"""

import io
import json
import os
import resource
import signal
import socket
import struct
import sys
import warnings
import zipfile
import zlib
from multiprocessing.connection import Connection
from xml.parsers import expat

import pypdfium2
from PIL import Image, JpegImagePlugin, PngImagePlugin  # noqa: F401  (the two that are used, loaded before forking)

MEMORY = 1536 * 1024 * 1024
MOST_PAGES = 5_000
MOST_PART = 32 * 1024 * 1024
MOST_PARTS = 5_000
# What readers say of a file that is not what it claims to be.
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    expat.ExpatError,
    OSError,
    EOFError,
    ValueError,
    SyntaxError,
    RuntimeError,
    LookupError,
    TypeError,
    OverflowError,
)


def pdf(content: bytes, _bounds: dict) -> dict:
    """Open every page of a PDF as a browser would."""
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        is_locked = getattr(error, "err_code", 0) == pypdfium2.raw.FPDF_ERR_PASSWORD
        return {"fault": "password" if is_locked else "broken_pdf"}
    if document.get_formtype() == pypdfium2.raw.FORMTYPE_XFA_FULL:
        # Its one page asks to wait for a program of Adobe's; nothing else shows what is in it.
        return {"fault": "xfa"}
    pages = len(document)
    if not pages:
        return {"fault": "no_pages"}
    if pages > MOST_PAGES:
        return {"fault": "too_many_pages", "pages": pages, "most": MOST_PAGES}
    for number in range(pages):
        try:
            document.get_page_size(number)
        except pypdfium2.PdfiumError:
            return {"fault": "page", "page": number + 1, "pages": pages}
    return {"pages": pages}


def image(content: bytes, bounds: dict) -> dict:
    """Decode a picture to its end. A JPEG is decoded small: all of it is read, little of it is computed."""
    try:
        with Image.open(io.BytesIO(content), formats=["JPEG", "PNG", "MPO"]) as picture:
            width, height = picture.size
            if width * height > bounds["pixels"]:
                return {"fault": "pixels", "width": width, "height": height}
            if picture.format != "PNG":
                picture.draft(None, (width // 8, height // 8))
            picture.load()
    except OSError as error:
        return {"fault": "truncated" if "truncated" in str(error) else "broken"}
    except _BROKEN:
        return {"fault": "broken"}
    return {}


def office(content: bytes, main: str) -> dict:
    """Walk through the parts of an Office file; the main one has to be there and to be XML."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
            if "[Content_Types].xml" not in names or main not in names:
                return {"fault": "broken"}
            if any(each.file_size > MOST_PART for each in archive.infolist()) or len(names) > MOST_PARTS:
                return {"fault": "large"}
            if any(each.lower().endswith("vbaproject.bin") for each in names):
                return {"fault": "macros"}
            for entry in archive.infolist():
                _read_part(archive, entry, entry.filename in (main, "[Content_Types].xml"))
    except _BROKEN:
        return {"fault": "broken"}
    return {}


def _read_part(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, is_xml: bool) -> None:
    parser = expat.ParserCreate() if is_xml else None
    if parser:
        parser.StartDoctypeDeclHandler = _refuse_doctype
    with archive.open(entry) as part:
        while chunk := part.read(1024 * 1024):
            if parser:
                parser.Parse(chunk, False)
    if parser:
        parser.Parse(b"", True)


def _refuse_doctype(*_declaration: object) -> None:
    # Entities declared in one could unfold without end; no program writes one.
    raise ValueError("a doctype")


JUDGES = {
    "pdf": pdf,
    "image": image,
    "docx": lambda content, _bounds: office(content, "word/document.xml"),
    "xlsx": lambda content, _bounds: office(content, "xl/workbook.xml"),
}


def serve(connection: Connection, bounds: dict) -> None:
    """Judge the files of one upload, until there are no more. ``bounds``: CPU seconds, seconds, pixels."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (bounds["cpu"], bounds["cpu"]))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    signal.alarm(bounds["seconds"])
    os.nice(5)
    while True:
        try:
            kind, content = connection.recv_bytes().decode(), connection.recv_bytes()
        except EOFError:
            return
        try:
            found = JUDGES[kind](content, bounds)
        except MemoryError:
            found = {"fault": "large"}
        connection.send_bytes(json.dumps(found).encode())


def main(control: socket.socket) -> None:
    """Fork for every connection that is handed over; end with whoever started this."""
    warnings.simplefilter("ignore")
    # Ours is asked before anything is decoded.
    Image.MAX_IMAGE_PIXELS = None
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        message, handed, *_ = socket.recv_fds(control, 512, 1)
        if not message:
            return
        if os.fork() == 0:
            control.close()
            # Whatever happens in here, the loop above is not this process's.
            try:
                serve(Connection(handed[0]), json.loads(message))
            finally:
                os._exit(0)
        os.close(handed[0])


if __name__ == "__main__":
    main(socket.socket(fileno=int(sys.argv[1])))
