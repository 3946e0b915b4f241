"""Charts that say one thing each, as SVG with an alternative text, for page and PDF alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree import ElementTree

import pygal
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from pygal.style import Style

from apps.reports.editions import Hidden
from apps.reports.indicators import BANDS, BY_CODE, Number
from apps.reports.snapshot import MONTH, MonthReport
from apps.reports.words import column_name, month_name

SVG = "{http://www.w3.org/2000/svg}"
THIS_YEAR, YEAR_BEFORE, INK, FAINT = "#0f665a", "#bccdc9", "#1d2733", "#dfe5ea"
FONTS = "Pretendard, 'Noto Sans KR', sans-serif"
DROPPED = ("script", "desc")


@dataclass(frozen=True)
class Chart:
    """A drawn chart: what it says as a heading, and the SVG whose <title> says the numbers. `remark`: what it hides."""

    title: str
    svg: SafeString
    remark: str = ""


def charts(report: MonthReport, *, nonce: str = "") -> list[Chart]:
    """The report's charts in the active language. `nonce` lets the page's security policy accept their styles."""
    drawn = [
        ("ben", _("Beneficiaries by month"), trend(report, "BEN")),
        ("pro", _("Prostheses delivered by month"), trend(report, "PRO")),
        ("pts", _("Physiotherapy sessions by month"), trend(report, "PTS")),
        (
            "who",
            _("Beneficiaries of the period by sex and age")
            if report.months > 1
            else _("Beneficiaries of the month by sex and age"),
            who(report),
        ),
    ]
    remarks = {"ben": gaps(report, "BEN")}
    return [
        Chart(title, embed(chart, name, alternative(title, chart), nonce), remarks.get(name, ""))
        for name, title, chart in drawn
    ]


def gaps(report: MonthReport, code: str) -> str:
    """Why months of a public trend have no bar."""
    if Hidden.WITHHELD in (*report.trend[code], *report.trend_before[code]):
        return _("** Months of which no public report stands are left out.")
    return ""


def trend(report: MonthReport, code: str) -> pygal.Bar:
    """Each month's total beside the same month of the year before; what was not reported or is hidden leaves a gap."""
    chart = pygal.Bar(
        style=style(THIS_YEAR, YEAR_BEFORE), **LOOK, width=400, height=165, legend_at_bottom=True,
        legend_at_bottom_columns=2, print_values=True, print_values_position="top", show_y_labels=False,
    )  # fmt: skip
    chart.x_labels = [month_name(number) for number in range(1, 13)]
    this_year = drawn(report.trend[code]) + (None,) * (12 - len(report.trend[code]))
    year_before = drawn(report.trend_before[code])
    chart.add(str(report.month.year), this_year, formatter=plain)
    chart.add(str(report.month.year - 1), year_before, formatter=nothing)
    chart.value_formatter = plain
    chart.range = (0, max(peak(this_year), peak(year_before), 4))
    return chart


def who(report: MonthReport) -> pygal.HorizontalBar:
    """Women, men, girls, boys, and others or unknown among the month's beneficiaries."""
    chart = pygal.HorizontalBar(
        style=style(THIS_YEAR), **LOOK, width=400, height=165, show_legend=False, print_values=True,
        print_values_position="top", show_x_guides=False,
        show_y_guides=False, show_x_labels=False, show_y_labels=True,
    )  # fmt: skip
    cell = report.figures[MONTH]["BEN"]
    told = [cell.value(band) for band in reversed(BANDS)]
    values = drawn(told)
    chart.x_labels = [
        f"{column_name(band)} {value}" if value in set(Hidden) else str(column_name(band))
        for band, value in zip(reversed(BANDS), told, strict=True)
    ]
    chart.add(str(BY_CODE["BEN"].label), values, formatter=plain)
    chart.range = (0, max(float(peak(values)) * 1.12, 4))  # room for the longest bar's number
    chart.value_formatter = plain
    return chart


LOOK = {
    "js": [], "show_minor_y_labels": True, "explicit_size": False, "disable_xml_declaration": True, "margin": 6,
    "spacing": 8, "no_data_text": "", "truncate_legend": -1, "truncate_label": -1,
}  # fmt: skip


def style(*colors: str) -> Style:
    """Quiet: ink on white, one colour for what is meant, grey for what it is compared with."""
    return Style(
        background="transparent", plot_background="transparent", foreground=INK, foreground_strong=INK,
        foreground_subtle=FAINT, guide_stroke_color=FAINT, major_guide_stroke_color=FAINT, guide_stroke_dasharray="0",
        major_guide_stroke_dasharray="0", opacity="1", stroke_opacity="0", transition="0s", colors=colors,
        font_family=FONTS, label_font_size=12, major_label_font_size=12, value_font_size=11, legend_font_size=13,
        value_colors=(INK,) * len(colors),
    )  # fmt: skip


def drawn(values: Sequence[Number | None]) -> tuple[Number | None, ...]:
    """What a chart can draw: a hidden value is a gap, never a bar of no length."""
    return tuple(None if value in set(Hidden) else value for value in values)


def plain(value: Number | None) -> str:
    return "" if value is None else f"{value:,}"


def nothing(value: Number | None) -> str:
    return ""


def peak(values: Sequence[Number | None]) -> Number:
    return max((value for value in values if value is not None), default=0)


def alternative(title: str, chart: pygal.Graph) -> str:
    """The chart in words: every number it draws."""
    parts = []
    for line in chart.raw_series:
        values, name = list(line[0]), line[1]["title"]
        said = ", ".join(
            f"{label} {plain(value)}".strip()
            for label, value in zip(chart.x_labels, values, strict=False)
            if value is not None or label.endswith(Hidden.SMALL)
        )
        parts.append(f"{name}: {said or _('no report')}")
    return f"{title}. {'; '.join(parts)}."


def embed(chart: pygal.Graph, name: str, words: str, nonce: str) -> SafeString:
    """The chart as inline SVG: no scripts, no style attributes, the same bytes every time."""
    chart.uuid = name  # pygal draws one at random
    root = ElementTree.fromstring(chart.render(is_unicode=True).replace("&#39;", "'"))  # noqa: S314 (pygal's own)
    for parent in list(root.iter()):
        for child in list(parent):
            if not isinstance(child.tag, str) or child.tag in {SVG + tag for tag in DROPPED} or is_dropped(child):
                parent.remove(child)
    title = root.find(f"{SVG}title")
    if title is not None:
        title.text = words
    root.set("role", "img")
    root.attrib.pop("style", None)
    for node in root.iter():
        if node is not root:
            node.attrib.pop("id", None)  # the same in every chart of a page
        if nonce and node.tag == f"{SVG}style":
            node.set("nonce", nonce)
    ElementTree.register_namespace("", SVG[1:-1])
    drawn = ElementTree.tostring(root, encoding="unicode")
    # On a page the ink follows the theme; on paper it is black.
    return mark_safe(drawn.replace(INK, "currentColor") if nonce else drawn)  # noqa: S308 (escaped by the writer)


def is_dropped(node: ElementTree.Element) -> bool:
    """What serves a mouse, and the heavy axis line."""
    classes = (node.get("class") or "").split()
    return "tooltip" in classes or "tooltip-overlay" in classes or classes == ["line"]
