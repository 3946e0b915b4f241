"""Files that people upload, good and bad, made by code."""

import io
import struct
import zlib

from PIL import Image, ImageDraw, PngImagePlugin

PAGE_WITH_SCRIPT = b"<html><script>alert(1)</script></html>"


def saved(picture: Image.Image, kind: str, **options: object) -> bytes:
    stream = io.BytesIO()
    picture.save(stream, kind, **options)
    return stream.getvalue()


def photo(width: int = 640, height: int = 480, mode: str = "RGB", *, tone: int = 0) -> Image.Image:
    """Something with many colours: two gradients, a disc, and a tone that makes it one of a kind."""
    across = Image.linear_gradient("L").resize((width, height))
    down = Image.linear_gradient("L").rotate(90).resize((width, height))
    made = Image.merge("RGB", (across, down, Image.new("L", (width, height), 128 + tone)))
    ImageDraw.Draw(made).ellipse((width // 4, height // 4, width // 2, height // 2), fill=(250, 20, tone))
    return made.convert(mode)


def jpeg(width: int = 640, height: int = 480, *, tone: int = 0, **options: object) -> bytes:
    return saved(photo(width, height, tone=tone), "JPEG", **options)


def located_jpeg() -> bytes:
    """A photo lying on its side, with camera, time and place, a comment, a profile and a thumbnail's worth of XMP."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F], exif[0x0132] = 6, "SecretCamera", "2016:05:10 10:00:00"
    exif.get_ifd(0x8825).update({1: "N", 2: (39.0, 1.0, 30.0), 3: "E", 4: (125.0, 44.0, 0.0)})
    return jpeg(exif=exif, comment=b"SecretComment", icc_profile=b"SecretProfile", xmp=b"<x>SecretPlace</x>")


def png_with_text() -> bytes:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Author", "SecretAuthor")
    return saved(photo(), "PNG", pnginfo=notes)


def drawing(mode: str = "RGBA") -> Image.Image:
    made = Image.new(mode, (300, 200))
    ImageDraw.Draw(made).rectangle((20, 20, 200, 150), fill="red" if mode != "1" else 1)
    return made


def deep_png() -> bytes:
    """A grey of sixteen bits of which only the lowest twelve are used, as X-ray pictures are."""
    return saved(Image.linear_gradient("L").convert("I").point(lambda value: value * 16).convert("I;16"), "PNG")


def gif(frames: int = 3) -> bytes:
    pictures = [Image.new("P", (40, 40), number) for number in range(frames)]
    return saved(pictures[0], "GIF", save_all=True, append_images=pictures[1:])


def bomb(side: int = 30_000) -> bytes:
    """A PNG of a few kilobytes that says it has 900 million pixels."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes(side // 8 + 1) * 64)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def pdf(*, locked: bool = False, extra: bytes = b"") -> bytes:
    """The smallest whole PDF of one empty page."""
    bodies = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>" + extra,
    ]
    content, places = b"%PDF-1.4\n", []
    for number, body in enumerate(bodies, start=1):
        places.append(len(content))
        content += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = b"xref\n0 4\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    lock = b"/Encrypt 4 0 R" if locked else b""
    return content + table + b"trailer\n<</Size 4/Root 1 0 R%b>>\nstartxref\n%d\n%%%%EOF\n" % (lock, len(content))
