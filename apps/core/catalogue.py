"""The texts of the product: found in the code, kept in one Korean catalogue, compiled without gettext's programs.

English is the language of the message ids, so only Korean is written down. While several people work, each
adds `<area>.part.po` beside `django.po`; folding moves those entries into the catalogue.
"""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
CODE = ("apps/**/*.py", "config/**/*.py")
PAGES = ("templates/**/*.html", "templates/**/*.txt", "apps/*/templates/**/*.html")
HEADER = """# Korean texts of Georeum. Kept by `manage.py catalogue`.
msgid ""
msgstr ""
"Language: ko\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

"""
PLACEHOLDER = re.compile(r"%\(\w+\)[-#0+]*\d*(?:\.\d+)?[a-zA-Z]|%[-#0+]*\d*(?:\.\d+)?[sdrf]|\{\w*(?::[^{}]*)?\}")

Key = tuple[str | None, str]


@dataclass(frozen=True)
class Finding:
    """One thing wrong with a text. `what` is missing, fuzzy, placeholders or conflict."""

    what: str
    text: str

    def __str__(self) -> str:
        return f"{self.what}: {self.text!r}"


def folder(root: Path) -> Path:
    return root / "locale" / "ko" / "LC_MESSAGES"


def parts(root: Path) -> list[Path]:
    """The part files, in a stable order."""
    return sorted(folder(root).glob("*.part.po"))


def key(message: Message) -> Key:
    return message.context, singular(message)


def singular(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def found(root: Path) -> Catalog:
    """Every text in the code and the templates below `root`, untranslated."""
    catalogue = Catalog(locale="ko")
    for path in files(root, CODE):
        if "migrations" not in path.parts:
            add_texts(catalogue, path.read_text("utf-8"))
    for path in files(root, PAGES):
        # In brackets, because what is left of a page has no Python indentation.
        add_texts(catalogue, f"(\n{templatize(path.read_text('utf-8'), origin=str(path))}\n)")
    return catalogue


def files(root: Path, patterns: tuple[str, ...]) -> Iterator[Path]:
    for pattern in patterns:
        yield from sorted(root.glob(pattern))


def add_texts(catalogue: Catalog, source: str) -> None:
    for _line, ids, comments, context in extract("python", io.BytesIO(source.encode()), keywords=KEYWORDS):
        if ids and ids != "":
            catalogue.add(ids, auto_comments=comments, context=context)


def read(path: Path) -> Catalog:
    """A PO file; empty when it is not there."""
    if not path.exists():
        return Catalog(locale="ko")
    with path.open("rb") as lines:
        return read_po(lines, locale="ko", charset="utf-8", abort_invalid=True)


def translated(message: Message) -> bool:
    return all(strings(message))


def strings(message: Message) -> list[str]:
    """The translation as a list: one text, or one for each plural form."""
    return [message.string or ""] if isinstance(message.string, str) else list(message.string or [""])


def known(root: Path, *, with_parts: bool = True) -> tuple[dict[Key, Message], list[Finding]]:
    """All translations on file, and the texts that two files translate differently (the first stands)."""
    kept: dict[Key, Message] = {}
    conflicts: list[Finding] = []
    for path in [folder(root) / "django.po", *(parts(root) if with_parts else [])]:
        for message in read(path):
            if not message.id or not translated(message):
                continue
            earlier = kept.setdefault(key(message), message)
            if earlier.string != message.string and "fuzzy" not in earlier.flags:
                conflicts.append(Finding("conflict", f"{singular(message)} = {earlier.string} / {message.string}"))
    return kept, conflicts


def merged(root: Path, *, with_parts: bool = True) -> Catalog:
    """Every text of the product with its Korean where there is one; texts no longer used are left out."""
    translations, _conflicts = known(root, with_parts=with_parts)
    catalogue = Catalog(locale="ko")
    for message in found(root):
        if not message.id:
            continue
        match = translations.get(key(message))
        catalogue.add(
            message.id,
            string=fitting(message, match),
            context=message.context,
            flags=match.flags if match else (),
            auto_comments=message.auto_comments,
        )
    return catalogue


def fitting(message: Message, match: Message | None) -> str | tuple[str, ...]:
    """The translation in the message's own shape: Korean has one plural form."""
    text = strings(match)[0] if match else ""
    return (text,) if message.pluralizable else text


def check(root: Path) -> list[Finding]:
    """What keeps Korean from being complete and right; empty when nothing does."""
    findings = known(root)[1]
    for message in merged(root):
        if not message.id:
            continue
        if not translated(message):
            findings.append(Finding("missing", singular(message)))
        elif "fuzzy" in message.flags:
            findings.append(Finding("fuzzy", singular(message)))
        elif placeholders(strings(message)) != placeholders(message.id):
            findings.append(Finding("placeholders", singular(message)))
    return findings


def placeholders(text: str | tuple[str, ...] | list[str]) -> list[str]:
    """The placeholders of a text, sorted; of a plural's last form, which names the number."""
    return sorted(PLACEHOLDER.findall(text if isinstance(text, str) else text[-1]))


def unused(root: Path) -> list[str]:
    """Texts that are translated but no longer asked for."""
    wanted = {key(message) for message in found(root)}
    return sorted(text for context, text in known(root)[0] if (context, text) not in wanted)


def write(root: Path, *, fold: bool = False) -> int:
    """Bring django.po up to date, with the part files' entries when folding (they are removed then).

    Entries are sorted and carry no places, so that a change shows only what changed. Returns their number.
    """
    catalogue = merged(root, with_parts=fold)
    target = folder(root) / "django.po"
    target.parent.mkdir(parents=True, exist_ok=True)
    body = io.BytesIO()
    write_po(body, catalogue, width=0, no_location=True, omit_header=True, sort_output=True)
    target.write_text(HEADER + body.getvalue().decode().strip() + "\n", encoding="utf-8")
    if fold:
        for path in parts(root):
            path.unlink()
    return len(catalogue)


def compile_catalogue(root: Path) -> Path:
    """Write django.mo from django.po and the part files; untranslated texts are left out and show in English."""
    catalogue = merged(root)
    target = folder(root) / "django.mo"
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as out:
        write_mo(out, catalogue)
    return target
