"""Pictures are drawn anew: what is kept was written by us, so nothing that hid in the sent file is in it."""

from __future__ import annotations

import io
from dataclasses import dataclass

from PIL import Image, ImageOps

from lhs_community.foundation.errors import Invalid

SIDE, SMALL_SIDE = 2000, 400
MOST_DECLARED = 100_000_000  # a telephone takes 50 million
MOST_DECODED = 20_000_000  # 80 MB of memory; a JPEG is decoded smaller at once
Image.MAX_IMAGE_PIXELS = MOST_DECLARED


@dataclass(frozen=True)
class Picture:
    content: bytes
    small: bytes
    width: int
    height: int


class _Unfit(Exception):
    """With the words for people, after the file's name."""


def draw_anew(name: str, content: bytes, pillow_format: str) -> Picture:
    """As WebP of at most 2000 pixels, upright, without place, time or any word that the camera wrote."""
    try:
        with Image.open(io.BytesIO(content), formats=(pillow_format,)) as image:
            return _drawn(image)
    except _Unfit as unfit:
        raise Invalid(f"“{name}” {unfit}", "files") from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Invalid(f"“{name}” {_TOO_LARGE}", "files") from None
    except Exception as error:  # what a hostile picture makes Pillow raise is not to be foreseen
        raise Invalid(f"“{name}” cannot be read as a picture. Save it anew and attach that.", "files") from error


_TOO_LARGE = f"has too many pixels. Make it smaller: {SIDE} pixels on its longer side are enough."


def _drawn(image: Image.Image) -> Picture:
    if image.width * image.height > MOST_DECLARED:
        raise _Unfit(_TOO_LARGE)
    if getattr(image, "is_animated", False):
        raise _Unfit("moves. Attach a still picture.")
    image.draft(None, (SIDE, SIDE))  # JPEG: decode no more than is needed
    if image.width * image.height > MOST_DECODED:
        raise _Unfit(_TOO_LARGE)
    image.load()
    plain = ImageOps.exif_transpose(image)
    plain = plain.convert("RGBA" if _is_see_through(plain) else "RGB")
    plain.thumbnail((SIDE, SIDE), reducing_gap=2.0)
    small = plain.copy()
    small.thumbnail((SMALL_SIDE, SMALL_SIDE))
    return Picture(_as_webp(plain), _as_webp(small), plain.width, plain.height)


def _is_see_through(image: Image.Image) -> bool:
    return image.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in image.info


def _as_webp(image: Image.Image) -> bytes:
    written = io.BytesIO()
    # A new canvas carries pixels only; the options say once more what must not come along.
    canvas = Image.new(image.mode, image.size)
    canvas.paste(image)
    canvas.save(written, "WEBP", quality=85, method=4, exif=b"", icc_profile=b"", xmp=b"")
    return written.getvalue()
