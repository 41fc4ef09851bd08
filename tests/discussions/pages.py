"""What the page tests of discussions share."""

from __future__ import annotations

from werkzeug.test import TestResponse

NHS_NUMBER = "999 000 0018"  # of the range that is issued to nobody


def shown(response: TestResponse) -> str:
    """The page as text."""
    return response.get_data(as_text=True)
