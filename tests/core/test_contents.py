"""What is stored of what is uploaded: told by its content, drawn anew, or refused with a sentence."""

import contextlib
import io
import random

import pytest
from PIL import Image, ImageFile

from apps.core import contents, pictures
from apps.core.problems import Refused
from tests import files

pytestmark = pytest.mark.usefixtures("in_english")

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(200)
# name → (content, stored as)
GOOD = {
    "JPEG": (files.jpeg(), "image/jpeg"),
    "CMYK JPEG": (files.saved(files.photo(mode="CMYK"), "JPEG"), "image/jpeg"),
    "grey JPEG": (files.saved(files.photo(mode="L"), "JPEG"), "image/jpeg"),
    "PNG photo": (files.saved(files.photo(), "PNG"), "image/jpeg"),
    "drawing": (files.saved(files.drawing(), "PNG"), "image/png"),
    "black and white": (files.saved(files.drawing("1"), "PNG"), "image/png"),
    "palette": (files.saved(files.drawing("RGB").convert("P"), "PNG", transparency=0), "image/png"),
    "16-bit PNG": (files.deep_png(), "image/png"),
    "WebP": (files.saved(files.photo(), "WEBP"), "image/jpeg"),
    "BMP": (files.saved(files.photo(), "BMP"), "image/jpeg"),
    "TIFF": (files.saved(files.photo(), "TIFF"), "image/jpeg"),
    "float TIFF": (files.saved(files.photo(mode="F"), "TIFF"), "image/png"),
    "animated GIF": (files.gif(), "image/png"),
    "see-through photo": (files.saved(files.photo(mode="RGBA"), "PNG"), "image/jpeg"),
    "PDF": (files.pdf(), "application/pdf"),
    "HTML behind a JPEG": (files.jpeg() + files.PAGE_WITH_SCRIPT, "image/jpeg"),
}
# name → (content, words of the refusal)
BAD = {
    "nothing": (b"", "empty"),
    "a program": (b"MZ" + bytes(4000), "neither a picture"),
    "SVG": (SVG, "neither a picture"),
    "HTML": (files.PAGE_WITH_SCRIPT, "neither a picture"),
    "HEIC": (HEIC, "HEIC"),
    "half a JPEG": (files.jpeg()[:4000], "neither a picture"),
    "half a PNG": (files.saved(files.photo(), "PNG")[:1000], "neither a picture"),
    "an icon": (files.saved(files.photo(64, 64), "ICO"), "neither a picture"),
    "a bomb": (files.bomb(), "million pixels"),
    "half a PDF": (files.pdf()[:-20], "damaged"),
    "a PDF in name only": (b"%PDF-1.4\n" + files.PAGE_WITH_SCRIPT, "damaged"),
    "a PDF whose table is elsewhere": (files.pdf().replace(b"\n0 4\n", b"\n0 4 \n", 1)[1:], "neither a picture"),
    "a locked PDF": (files.pdf(locked=True), "password"),
}


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


@pytest.mark.parametrize("name", GOOD)
def test_what_is_a_picture_or_a_pdf_is_taken(name):
    content, media_type = GOOD[name]
    taken = contents.accepted(content)
    assert taken.media_type == media_type
    assert media_type == contents.PDF or opened(taken.content).size == (taken.width, taken.height)


@pytest.mark.parametrize("name", BAD)
def test_everything_else_is_refused_with_a_sentence(name):
    content, words = BAD[name]
    with pytest.raises(Refused, match=words):
        contents.accepted(content)


def test_half_a_picture_is_refused_beside_a_library_that_takes_it(monkeypatch):
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)  # as WeasyPrint does
    with pytest.raises(Refused):
        contents.accepted(files.jpeg()[:4000])
    assert ImageFile.LOAD_TRUNCATED_IMAGES


def test_a_file_above_the_limit_is_refused(settings):
    settings.UPLOAD_FILE_LIMIT = 1024 * 1024
    with pytest.raises(Refused, match="1 MB at most"):
        contents.accepted(bytes(1024 * 1024 + 1))


def test_nothing_but_the_picture_is_left_of_a_photo_and_it_stands_upright():
    sent = files.located_jpeg()
    assert b"Secret" in sent
    taken = contents.accepted(sent)
    assert (taken.width, taken.height) == (480, 640)
    left = opened(taken.content)
    assert not left.getexif()
    assert not {"exif", "icc_profile", "comment", "xmp"} & left.info.keys()
    assert b"Secret" not in taken.content
    assert b"Exif" not in taken.content


def test_what_was_hung_on_behind_or_written_into_it_is_gone():
    assert b"<script>" not in contents.accepted(GOOD["HTML behind a JPEG"][0]).content
    assert b"Secret" not in contents.accepted(files.png_with_text()).content


def test_only_the_first_frame_of_an_animation_is_kept():
    assert getattr(opened(contents.accepted(files.gif()).content), "n_frames", 1) == 1


def test_a_large_picture_becomes_smaller_and_keeps_its_proportions():
    taken = pictures.redraw(files.jpeg(4000, 1000))
    assert (taken.width, taken.height) == (pictures.LONGEST_SIDE, 640)
    assert max(opened(pictures.thumbnail(taken.content)).size) == pictures.THUMBNAIL_SIDE


def test_an_xray_picture_is_stretched_over_what_can_be_seen():
    assert opened(contents.accepted(files.deep_png()).content).getextrema() == (0, 255)


def test_colours_come_out_as_they_went_in():
    middle = opened(contents.accepted(files.saved(files.photo(mode="CMYK"), "JPEG")).content).getpixel((10, 470))
    assert all(abs(ours - theirs) < 24 for ours, theirs in zip(middle, files.photo().getpixel((10, 470)), strict=True))


def test_the_same_file_gives_the_same_bytes():
    assert contents.accepted(files.jpeg()).content == contents.accepted(files.jpeg()).content


@pytest.mark.parametrize("name", ["JPEG", "PNG photo", "TIFF", "WebP", "animated GIF", "PDF"])
def test_a_damaged_file_is_stored_or_refused_and_never_breaks(name):
    dice = random.Random(name)
    for _turn in range(60):
        damaged = bytearray(GOOD[name][0])
        for _byte in range(dice.randint(1, 12)):
            damaged[dice.randrange(min(len(damaged), 3000))] = dice.randrange(256)
        with contextlib.suppress(Refused):
            contents.accepted(bytes(damaged))
