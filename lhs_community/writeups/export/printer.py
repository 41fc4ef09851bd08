"""A program of its own: HTML comes in, a PDF goes out. It fetches nothing but files of the site's static folder.

    python printer.py STATIC_FOLDER < page.html > page.pdf

By itself, because drawing pages takes seconds of a processor, and because WeasyPrint needs libraries of the system:
without them this program ends with MISSING, and everything else goes on.
"""

from __future__ import annotations

import resource
import sys
from pathlib import Path
from urllib.parse import urlsplit

MISSING = 3
SECONDS = 60
MEMORY = 2 << 30
HOST = "static.invalid"  # a name that leads nowhere: addresses below it are files of ours
KINDS = {".css": "text/css", ".ttf": "font/ttf", ".svg": "image/svg+xml", ".png": "image/png"}


def own_file(folder: Path, address: str) -> Path:
    """The file of ours that an address means. Raises ValueError for every other address."""
    parts = urlsplit(address)
    file = (folder / parts.path.lstrip("/")).resolve()
    if parts.scheme != "https" or parts.netloc != HOST or not file.is_relative_to(folder.resolve()):
        raise ValueError("nothing is fetched from elsewhere")
    if file.suffix not in KINDS or not file.is_file():
        raise ValueError("there is no such file")
    return file


def main() -> int:
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    try:
        from weasyprint import HTML
        from weasyprint.urls import URLFetcher, URLFetcherResponse
    except (ImportError, OSError):  # OSError: the package is there, pango is not
        return MISSING
    folder = Path(sys.argv[1])

    class OwnFiles(URLFetcher):  # type: ignore[misc]  # WeasyPrint is loaded here alone
        def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
            file = own_file(folder, url)
            return URLFetcherResponse(url, file.read_bytes(), {"Content-Type": KINDS[file.suffix]})

    page = sys.stdin.buffer.read().decode("utf-8")
    document = HTML(string=page, base_url=f"https://{HOST}/", url_fetcher=OwnFiles())
    sys.stdout.buffer.write(document.write_pdf(pdf_ua=True) or b"")
    return 0


if __name__ == "__main__":
    sys.exit(main())
