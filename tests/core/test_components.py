"""The pieces pages are made of: labels, errors and states that everyone can perceive."""

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template.loader import render_to_string

from apps.core.templatetags import ui

pytestmark = pytest.mark.usefixtures("in_english")


class Boxes(forms.MultiWidget):
    def decompress(self, value):
        return [None, None]


class Example(forms.Form):
    name = forms.CharField(label="Name", help_text="As on paper")
    sex = forms.ChoiceField(label="Sex", choices=[("F", "Female"), ("M", "Male")], widget=forms.RadioSelect)
    birth = forms.CharField(label="Birth", required=False, widget=Boxes([forms.TextInput, forms.TextInput]))
    key = forms.CharField(widget=forms.HiddenInput, required=False)


def field(name, form=None):
    return render_to_string("_components/field.html", {"field": (form or Example())[name]})


def test_a_field_has_a_label_its_help_and_its_errors_attached():
    shown = field("name", Example({}))
    assert 'for="id_name"' in shown
    assert 'aria-describedby="id_name_helptext id_name_error"' in shown
    assert 'id="id_name_error"' in shown
    assert 'aria-invalid="true"' in shown


def test_choices_are_chips_in_a_named_group():
    shown = field("sex", Example({}))
    assert '<legend class="required">Sex</legend>' in shown
    assert shown.count('type="radio"') == 2
    assert 'aria-describedby=" id_sex_error"' in shown


def test_several_boxes_are_a_named_group_that_advances():
    shown = field("birth")
    assert "<legend" in shown
    assert "data-advance" in shown


def test_a_hidden_field_is_only_itself():
    assert field("key").strip() == '<input type="hidden" name="key" id="id_key">'


def test_the_error_summary_links_to_the_fields():
    shown = render_to_string("_components/errors.html", {"form": Example({})})
    assert '<a href="#id_name">Name</a>' in shown
    assert '<a href="#id_sex">Sex</a>' in shown


def test_a_form_without_errors_has_no_summary():
    assert render_to_string("_components/errors.html", {"form": Example()}).strip() == ""


@pytest.mark.parametrize(("kind", "sign"), [("good", "check"), ("busy", "play"), ("warn", "alert"), ("bad", "cross")])
def test_a_state_is_words_and_a_sign_besides_its_colour(kind, sign):
    shown = render_to_string("_components/state.html", {"label": "Delivered", "kind": kind})
    assert "Delivered" in shown
    assert f"icons.svg#{sign}" in shown


def test_progress_is_asked_for_only_while_it_runs():
    running = {"text": "Counting", "running": True, "percent": 40, "url": "/progress/"}
    assert 'hx-trigger="every 2s"' in render_to_string("_components/progress.html", running)
    assert "hx-" not in render_to_string("_components/progress.html", {**running, "running": False})


def test_page_numbers_leave_out_the_middle():
    assert ui.page_numbers(Paginator(range(500), 25), 10) == [1, "…", 8, 9, 10, 11, 12, "…", 20]
