"""The catalogue commands, on a small product of their own."""

import gettext

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from apps.core import catalogue

CODE = """
from django.utils.translation import gettext as _, gettext_lazy, ngettext, pgettext
A = _("Save")
B = gettext_lazy("Hello %(name)s")
C = ngettext("%(count)s device", "%(count)s devices", 2)
D = pgettext("month", "May")
"""
PAGE = """{% load i18n %}
  {% translate "Open" %}{% blocktranslate with n=name %}Dear {{ n }}{% endblocktranslate %}
      {% blocktranslate count c=total %}{{ c }} row{% plural %}{{ c }} rows{% endblocktranslate %}
{% trans "It's here" %} "stray ' quotes (
"""
KOREAN = """msgid "Save"
msgstr "저장"

msgid "Hello %(name)s"
msgstr "%(name)s님"

msgid "%(count)s device"
msgid_plural "%(count)s devices"
msgstr[0] "장치 %(count)s개"

msgctxt "month"
msgid "May"
msgstr "5월"

msgid "Open"
msgstr "열기"

msgid "Dear %(n)s"
msgstr "%(n)s님께"

msgid "%(c)s row"
msgid_plural "%(c)s rows"
msgstr[0] "%(c)s줄"

msgid "It's here"
msgstr "여기 있습니다"
"""


@pytest.fixture
def product(tmp_path, settings):
    settings.BASE_DIR = tmp_path
    (tmp_path / "apps/one").mkdir(parents=True)
    (tmp_path / "templates").mkdir()
    (tmp_path / "locale/ko/LC_MESSAGES").mkdir(parents=True)
    (tmp_path / "apps/one/views.py").write_text(CODE)
    (tmp_path / "templates/page.html").write_text(PAGE)
    return tmp_path


def part(product, text=KOREAN, name="one"):
    path = catalogue.folder(product) / f"{name}.part.po"
    path.write_text(text, encoding="utf-8")
    return path


def whats(product):
    return {(finding.what, finding.text) for finding in catalogue.check(product)}


def test_texts_are_found_in_code_and_templates(product):
    found = {catalogue.key(message) for message in catalogue.found(product) if message.id}
    assert found == {
        (None, "Save"), (None, "Hello %(name)s"), (None, "%(count)s device"), ("month", "May"),
        (None, "Open"), (None, "Dear %(n)s"), (None, "%(c)s row"), (None, "It's here"),
    }  # fmt: skip


def test_a_complete_catalogue_has_no_findings(product):
    part(product)
    assert catalogue.check(product) == []


def test_missing_texts_are_named_and_fail_the_check(product):
    part(product, KOREAN.replace("저장", ""))
    with pytest.raises(CommandError, match="missing: 'Save'"):
        call_command("catalogue", check=True)


@pytest.mark.parametrize(("right", "wrong"), [("%(name)s님", "님"), ("%(count)s개", "%(number)s개"), ("5월", "%s월")])
def test_placeholders_must_agree(product, right, wrong):
    part(product, KOREAN.replace(right, wrong))
    assert {what for what, _text in whats(product)} == {"placeholders"}


def test_fuzzy_texts_fail_the_check(product):
    part(product, "#, fuzzy\n" + KOREAN)
    assert whats(product) == {("fuzzy", "Save")}


def test_two_translations_of_one_text_are_a_conflict(product):
    part(product)
    part(product, 'msgid "Save"\nmsgstr "보관"\n', name="two")
    assert {what for what, _text in whats(product)} == {"conflict"}


def test_updating_keeps_translations_and_folding_takes_the_parts_in(product):
    path = part(product)
    call_command("catalogue", verbosity=0)
    assert path.exists()
    assert "저장" not in (catalogue.folder(product) / "django.po").read_text()
    call_command("catalogue", fold=True)
    assert not path.exists()
    assert catalogue.check(product) == []


def test_updating_twice_changes_nothing_and_names_no_places(product):
    part(product)
    catalogue.write(product, fold=True)
    first = (catalogue.folder(product) / "django.po").read_text()
    catalogue.write(product)
    assert (catalogue.folder(product) / "django.po").read_text() == first
    assert "views.py" not in first


def test_texts_no_longer_used_are_dropped_and_named(product, capsys):
    part(product, KOREAN + '\nmsgid "Gone"\nmsgstr "없음"\n')
    call_command("catalogue", fold=True)
    assert "no longer used: 'Gone'" in capsys.readouterr().out
    assert "Gone" not in (catalogue.folder(product) / "django.po").read_text()


def test_the_compiled_catalogue_speaks_korean(product):
    part(product)
    with catalogue.compile_catalogue(product).open("rb") as compiled:
        korean = gettext.GNUTranslations(compiled)
    assert korean.gettext("Save") == "저장"
    assert korean.pgettext("month", "May") == "5월"
    assert korean.ngettext("%(count)s device", "%(count)s devices", 1) == "장치 %(count)s개"


def test_a_text_without_korean_shows_in_english_rather_than_empty(product):
    with catalogue.compile_catalogue(product).open("rb") as compiled:
        assert gettext.GNUTranslations(compiled).gettext("Save") == "Save"


def test_english_never_falls_back_to_korean_although_korean_is_the_default():
    with translation.override("ko"):
        assert translation.gettext("Skip to the content") == "본문으로 건너뛰기"
    with translation.override("en"):
        assert translation.gettext("Skip to the content") == "Skip to the content"
        assert translation.ngettext("%(n)s day", "%(n)s days", 2) == "%(n)s days"


def test_common_words_are_ours_and_not_another_librarys():
    """django-celery-beat says "task name" in Korean for "Name"."""
    with translation.override("ko"):
        assert translation.gettext("Name") == "이름"
        assert translation.gettext("Not found.") == "찾을 수 없습니다."
