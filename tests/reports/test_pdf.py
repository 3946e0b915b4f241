"""The file itself: tagged, complete, the same every time, made of nothing but what was handed in."""

import hashlib
import io
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator

import pikepdf
import pypdfium2
import pytest
from fontTools.ttLib import TTFont

from apps.core import pdf
from apps.reports import document
from apps.reports.formats import rendered
from apps.reports.snapshot import as_data, canonical, checksum
from tests.reports.specimen import PREPARED, specimen

AT = PREPARED.at
AGAIN = """
import hashlib, django
django.setup()
from apps.reports import document
from tests.reports.specimen import PREPARED, specimen
print([hashlib.sha256(document.render(specimen(), language, PREPARED)).hexdigest() for language in ("ko", "en")])
"""


@pytest.fixture(scope="session")
def files() -> dict[str, bytes]:
    return {language: document.render(specimen(), language, PREPARED) for language in ("ko", "en")}


@pytest.fixture(params=["ko", "en"])
def opened(request: pytest.FixtureRequest, files: dict[str, bytes]) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(io.BytesIO(files[request.param])) as file:
        file.language = request.param
        yield file


def texts(content: bytes) -> list[str]:
    return [page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(content)]


def elements(node: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """Every structure element below a node."""
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from elements(kid)


def embedded_fonts(file: pikepdf.Pdf) -> dict[str, dict[str, tuple[str, TTFont]]]:
    """Page number and resource name → (base name, the font program inside the file)."""
    found: dict[str, dict[str, tuple[str, TTFont]]] = {}
    for number, page in enumerate(file.pages):
        for name, font in page.resources.get("/Font", {}).items():
            descendant = font.DescendantFonts[0]
            program = descendant.FontDescriptor.FontFile2.read_bytes()
            found.setdefault(number, {})[name] = (str(font.BaseFont), TTFont(io.BytesIO(program)))
    return found


def glyphs_shown(page: pikepdf.Page) -> Iterator[tuple[str, int]]:
    """(font resource, glyph) of everything the page writes, forms included."""
    streams = [page] + [one for one in page.resources.get("/XObject", {}).values() if one.get("/Subtype") == "/Form"]
    for stream in streams:
        font = ""
        for operands, operator in pikepdf.parse_content_stream(stream):
            if str(operator) == "Tf":
                font = str(operands[0])
            elif str(operator) in ("Tj", "TJ"):
                parts = operands[0] if str(operator) == "TJ" else operands
                for part in parts:
                    if isinstance(part, pikepdf.String):
                        raw = bytes(part)
                        yield from ((font, int.from_bytes(raw[at : at + 2])) for at in range(0, len(raw), 2))


def test_it_is_tagged_pdf_ua_with_title_and_language(opened: pikepdf.Pdf) -> None:
    assert opened.Root.MarkInfo.Marked
    assert str(opened.Root.Lang) == opened.language
    assert opened.Root.ViewerPreferences.DisplayDocTitle
    with opened.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["dc:title"]
    assert opened.docinfo["/Title"]


def test_tables_headings_and_charts_are_marked_and_charts_have_words(opened: pikepdf.Pdf) -> None:
    kinds = list(elements(opened.Root.StructTreeRoot))
    names = [str(one.S) for one in kinds]
    assert {"/Table", "/TH", "/TD", "/H1", "/H2", "/Figure"} <= set(names)
    alternatives = [str(one.get("/Alt", "")) for one in kinds if str(one.S) == "/Figure"]
    assert len([words for words in alternatives if "2016" in words or "1,204" in words]) == 4
    assert all(alternatives)


def test_every_letter_is_drawn_from_an_embedded_font(opened: pikepdf.Pdf) -> None:
    """No missing glyph: what is shown exists in the font inside the file, is not its empty box, and has an outline."""
    fonts = embedded_fonts(opened)
    names, empty = set(), set()
    for number, page in enumerate(opened.pages):
        for resource, glyph in glyphs_shown(page):
            name, program = fonts[number][resource]
            names.add(name)
            assert glyph != 0, f"missing glyph on page {number + 1}"
            if program["glyf"][program.getGlyphName(glyph)].numberOfContours == 0:
                empty.add((name, glyph))
    assert names
    assert all("Pretendard" in name or "Noto" in name for name in names)
    assert len(empty) <= len(names), "only the space has no outline"


def test_hanja_comes_from_the_fallback_font(files: dict[str, bytes]) -> None:
    with pikepdf.open(io.BytesIO(files["ko"])) as file:
        names = {name for fonts in embedded_fonts(file).values() for name, _program in fonts.values()}
    assert any("Noto" in name for name in names)
    assert any("Pretendard" in name for name in names)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_every_page_carries_its_number_revision_and_checksum(files: dict[str, bytes], language: str) -> None:
    pages = texts(files[language])
    revision = {"ko": "제1판", "en": "Revision 1"}[language]
    for number, text in enumerate(pages, start=1):
        assert f"{number} / {len(pages)}" in text
        assert revision in text
        assert checksum(as_data(specimen()))[:16] in text


def test_both_languages_carry_the_same_checksum_and_say_it_in_full_on_the_cover(files: dict[str, bytes]) -> None:
    whole = checksum(as_data(specimen()))
    assert all(whole in "".join(texts(content)[0].split()) for content in files.values())


def test_the_figures_travel_inside_as_json_and_csv(opened: pikepdf.Pdf) -> None:
    attached = {name: spec.get_file().read_bytes() for name, spec in opened.attachments.items()}
    assert set(attached) == {f"georeum-SON-2016-05-r1{ending}" for ending in (".json", f"-{opened.language}.csv")}
    content = attached["georeum-SON-2016-05-r1.json"]
    assert content == canonical(as_data(specimen()))
    assert hashlib.sha256(content).hexdigest() == checksum(json.loads(content))
    assert attached[f"georeum-SON-2016-05-r1-{opened.language}.csv"] == rendered(specimen(), "csv", opened.language)


def test_the_same_content_gives_the_same_bytes_in_another_process(files: dict[str, bytes]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", AGAIN], capture_output=True, text=True, check=True,
        env={**os.environ, "PYTHONHASHSEED": "7", "DJANGO_SETTINGS_MODULE": "config.settings",
             "PYTHONPATH": os.getcwd()},
    )  # fmt: skip
    assert done.stdout.splitlines()[-1] == str([hashlib.sha256(files[one]).hexdigest() for one in ("ko", "en")])


PAYLOADS = [
    '<img src="http://127.0.0.1:9/x.png">', '<img src="https://example.org/x.png">', '<img src="ftp://h/x.png">',
    '<img src="file://{secret}">', '<img src="FILE://{secret}">', '<img src="file://host/share/x.png">',
    '<img src="data:text/html,<p>x">', '<img src="data:image/svg+xml,<svg/>">', '<img src="memory:fonts/../x">',
    '<object data="file://{secret}"></object>', '<embed src="http://127.0.0.1:9/x.svg">',
    '<link rel="stylesheet" href="http://127.0.0.1:9/x.css">', '<link rel="attachment" href="file://{secret}">',
    '<style>@import url("http://127.0.0.1:9/x.css");</style>', '<style>@import "file://{secret}";</style>',
    '<style>p {{ background: url("http://127.0.0.1:9/x.png"); }}</style>',
    '<style>@font-face {{ font-family: x; src: url("file://{secret}"); }} p {{ font-family: x; }}</style>',
    '<style>p::before {{ content: url("https://example.org/x.png"); }}</style>',
    '<ul style="list-style: url(http://127.0.0.1:9/x.png)"><li>x</li></ul>',
    '<svg width="9" height="9"><image href="file://{secret}" width="9" height="9"/></svg>',
    '<svg width="9" height="9"><image href="http://127.0.0.1:9/x.png" width="9" height="9"/></svg>',
    '<a rel="attachment" href="file://{secret}">x</a>', '<base href="http://127.0.0.1:9/"><img src="x.png">',
]  # fmt: skip
NEVER_ASKED = [
    '<img src="{secret}">', '<img src="../{secret}">', '<img src="//host/x.png">', '<img src="\\\\host\\share\\x.png">',
    '<svg><use href="file://{secret}#a"/></svg>',
    '<iframe src="http://127.0.0.1:9/"></iframe>', '<meta http-equiv="refresh" content="0;url=http://127.0.0.1:9/">',
    '<script src="http://127.0.0.1:9/x.js"></script>', '<a href="http://127.0.0.1:9/">x</a>',
]  # fmt: skip


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> Iterator[str]:
    """A secret file's path; anything that goes to a host fails the test."""
    went: list[object] = []
    monkeypatch.setattr(socket.socket, "connect", lambda _self, address: went.append(address))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *address, **_more: went.append(address) or [])
    secret = tmp_path / "secret.css"  # type: ignore[operator]
    secret.write_text("SECRET-CONTENT")
    yield str(secret)
    assert went == []


def page_with(payload: str, secret: str) -> str:
    return f"<!doctype html><html lang=en><title>t</title><body><p>x</p>{payload.format(secret=secret)}</body>"


@pytest.mark.parametrize("payload", PAYLOADS)
def test_every_outside_address_is_refused(watched: str, payload: str) -> None:
    with pytest.raises(pdf.OutsideAddress):
        pdf.render(page_with(payload, watched), identifier="t", at=AT)


@pytest.mark.parametrize("payload", NEVER_ASKED)
def test_what_is_not_even_asked_for_does_not_come_in(watched: str, payload: str) -> None:
    try:
        content = pdf.render(page_with(payload, watched), identifier="t", at=AT)
    except pdf.OutsideAddress:
        return
    with pikepdf.open(io.BytesIO(content)) as file:
        streams = [bytes(one.read_bytes()) for one in file.objects if isinstance(one, pikepdf.Stream)]
    assert not any(b"SECRET-CONTENT" in stream for stream in streams)


def test_fonts_that_were_not_built_are_said(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    monkeypatch.setattr(pdf, "FONT_FOLDER", tmp_path)
    pdf.fonts.cache_clear()
    with pytest.raises(pdf.FontMissing):
        pdf.render("<p>x</p>", identifier="t", at=AT)
    pdf.fonts.cache_clear()
