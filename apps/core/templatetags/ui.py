"""Small helpers of the page templates: icons and the page's title, said once and shown twice."""

from functools import cache

from django import template
from django.core.paginator import Paginator
from django.template.context import Context
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.templatetags.static import static
from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """One drawing of static/src/icons.svg, hidden from screen readers: the words beside it say the same."""
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>', static("dist/icons.svg"), name
    )


@register.simple_tag(takes_context=True)
def page_title(context: Context) -> SafeString:
    """The text of the page's `title` block, for <title>: pages write it once and base.html puts it into <h1> too."""
    blocks = context.render_context.get(BLOCK_CONTEXT_KEY)
    block = blocks.get_block("title") if blocks else None
    if block is None:
        return SafeString("")
    # The block was escaped when it rendered, so taking its tags away leaves text that is safe to show.
    return mark_safe(" ".join(strip_tags(block.render(context)).split()))  # noqa: S308


@register.filter
def page_numbers(paginator: "Paginator[object]", number: int) -> list[int | str]:
    """First, last and the neighbours of page `number`, with an ellipsis for what lies between."""
    return list(paginator.get_elided_page_range(number, on_each_side=2, on_ends=1))
