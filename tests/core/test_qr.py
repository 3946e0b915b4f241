"""QR codes as drawings: in true size, with a quiet zone, and the very squares of the standard."""

import re

import segno

from apps.core import qr

ADDRESS = "http://192.168.1.10:8000/p/agk2w4w6sz2rjhmnqaq3b2v7la/"


def test_the_drawing_has_its_size_a_quiet_zone_and_words():
    drawing = qr.svg(ADDRESS, side=29, title="opens <the> record")
    assert 'width="29mm" height="29mm"' in drawing
    assert "<title>opens &lt;the&gt; record</title>" in drawing
    assert not any(any(row) for row in qr.modules(ADDRESS)[: qr.QUIET])


def test_every_square_of_the_code_is_drawn_and_no_other():
    rows = qr.modules(ADDRESS)
    runs = re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", qr.svg(ADDRESS, side=29, title="x"))
    drawn = {(int(column) + step, int(line)) for column, line, length in runs for step in range(int(length))}
    assert drawn == {(column, line) for line, row in enumerate(rows) for column, dark in enumerate(row) if dark}


def test_a_short_address_takes_few_squares_and_survives_scratches():
    code = segno.make_qr(ADDRESS, error=qr.ERROR_LEVEL)
    assert code.version <= 4
    assert code.error in "MQH"
    assert 29 / len(qr.modules(ADDRESS)) > 0.6  # mm a square
