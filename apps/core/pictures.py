"""Pictures made safe: what arrives is decoded and drawn anew, so that nothing but the picture itself is kept.

Place, time and camera of a photo, comments, colour profiles, further frames and whatever was hung on behind are gone
afterwards; the turn that a camera notes is carried out first. The same bytes give the same picture again.
"""

import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from PIL import Image, ImageFile, ImageOps

FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "TIFF", "GIF")
LONGEST_SIDE = 2560  # px
PIXELS = 40_000_000  # of what arrives: more is refused before anything is decoded
THUMBNAIL_SIDE = 320  # px
QUALITY, THUMBNAIL_QUALITY = 85, 78
FEW_COLOURS = 256  # a drawing or a scanned form: sharper and smaller as PNG
WHITE = (255, 255, 255, 255)
# A picture of 40 megapixels takes 160 MB while it is decoded: one at a time in each process.
_lock = threading.Lock()


class Unreadable(Exception):
    """The bytes are no picture of a known kind, or not a whole one."""


class TooManyPixels(Exception):
    """The picture is larger than PIXELS; a small file may unfold to gigabytes."""


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """WeasyPrint, once imported, lets Pillow take half a picture for a whole one: not here."""
    with _lock:
        lenient, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
        try:
            yield
        finally:
            ImageFile.LOAD_TRUNCATED_IMAGES = lenient


@dataclass(frozen=True)
class Picture:
    """A picture drawn anew. `width` and `height` in pixels."""

    content: bytes
    media_type: str
    width: int
    height: int


def redraw(content: bytes) -> Picture:
    """The picture alone, upright, at most LONGEST_SIDE long, as JPEG, or as PNG where it has few colours.

    Raises Unreadable, TooManyPixels.
    """
    with _one_at_a_time():
        upright, drawing = _decoded(content, LONGEST_SIDE)
        return _as_png(upright) if drawing else _as_jpeg(upright, QUALITY)


def thumbnail(content: bytes) -> bytes:
    """A small JPEG of a stored picture, at most THUMBNAIL_SIDE long. Raises as `redraw` does."""
    with _one_at_a_time():
        return _as_jpeg(_decoded(content, THUMBNAIL_SIDE)[0], THUMBNAIL_QUALITY).content


def _decoded(content: bytes, side: int) -> tuple[Image.Image, bool]:
    """The upright picture within `side`, and whether it is a drawing rather than a photo."""
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as opened:
            if opened.width * opened.height > PIXELS:
                raise TooManyPixels
            photo = opened.format in ("JPEG", "MPO")
            opened.draft("RGB" if photo and opened.mode == "RGB" else opened.mode, (side, side))
            opened.load()
            upright = _in_eight_bits(_turned(opened))
        drawing = not photo and upright.getcolors(FEW_COLOURS) is not None
        upright.thumbnail((side, side), Image.Resampling.LANCZOS)
    except TooManyPixels:
        raise
    except Image.DecompressionBombError as bomb:
        raise TooManyPixels from bomb
    except Exception as error:  # a damaged file breaks a decoder in any way it can
        raise Unreadable(type(error).__name__) from None
    upright.info = {}  # comments and profiles would travel on in it
    return upright, drawing


def _turned(opened: Image.Image) -> Image.Image:
    """The picture as the camera was held; one whose note on that is damaged stays as it lies."""
    try:
        return ImageOps.exif_transpose(opened)
    except Exception:  # the same decoders, for a note that may be missing
        return opened.copy()


def _in_eight_bits(picture: Image.Image) -> Image.Image:
    """Grey, colour, or colour with transparency, eight bits a channel.

    Deeper greys (X-ray pictures) are stretched over what they use, or most of them would come out black.
    """
    if picture.mode.startswith(("I", "F")):
        deep = picture.convert("I") if picture.mode.startswith("I") else picture
        low, high = deep.getextrema()
        stretch = 255 / (high - low) if high > low else 0  # type: ignore[operator]
        return deep.point(lambda value: value * stretch - low * stretch).convert("L")  # type: ignore[operator]
    if picture.mode in ("1", "L"):
        return picture.convert("L")
    return picture.convert("RGBA" if picture.has_transparency_data else "RGB")


def _as_png(picture: Image.Image) -> Picture:
    stream = io.BytesIO()
    picture.save(stream, "PNG", optimize=True)
    return Picture(stream.getvalue(), "image/png", *picture.size)


def _as_jpeg(picture: Image.Image, quality: int) -> Picture:
    """Transparency becomes white paper."""
    if picture.mode == "RGBA":
        picture = Image.alpha_composite(Image.new("RGBA", picture.size, WHITE), picture).convert("RGB")
    stream = io.BytesIO()
    picture.save(stream, "JPEG", quality=quality, optimize=True)
    return Picture(stream.getvalue(), "image/jpeg", *picture.size)
