"""Sizes, names and places, so that the next reader finds things where they expect them."""

import ast
import re
import statistics

import pytest

from tests.architecture.source import ROOT, app_layer, body_length, functions, length, lines, modules

FILE_LIMIT, FUNCTION_LIMIT, TEMPLATE_LIMIT, VIEW_LIMIT = 400, 60, 200, 15
TEST_MEDIAN = 12


def test_no_file_is_longer_than_four_hundred_lines():
    long = {path: lines(path) for path, _ in modules("apps", "config", "tests") if lines(path) > FILE_LIMIT}
    assert long == {}


def test_no_function_is_longer_than_sixty_lines():
    long = {
        f"{path}:{function.name}": length(function)
        for path, tree in modules("apps", "config", "tests")
        for function in functions(tree)
        if length(function) > FUNCTION_LIMIT
    }
    assert long == {}


def test_no_template_is_longer_than_two_hundred_lines():
    long = [path.name for path in (ROOT / "templates").rglob("*.html") if len(path.read_text().splitlines()) > 200]
    assert long == []


def test_tests_are_short():
    sizes = [
        length(function)
        for _, tree in modules("tests")
        for function in functions(tree)
        if function.name.startswith("test_")
    ]
    assert statistics.median(sizes) <= TEST_MEDIAN


def test_nothing_is_called_utils_or_helpers():
    names = [path for path, _ in modules("apps") if re.search(r"(utils|helpers|misc|common)\.py$", path)]
    assert names == []


def test_modules_import_at_the_top():
    """Exceptions are named: Django's app hooks, and libraries too heavy to load before they are needed."""
    allowed = re.compile(r"/(apps|pdf|charts|signals)\.py$|/runtime/|manage\.py$|/management/|/tasks\.py$")
    inside = [
        f"{path}:{node.lineno}"
        for path, tree in modules("apps")
        if not allowed.search("/" + path)
        for function in functions(tree)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert inside == []


def test_every_rule_bearing_module_says_what_it_is_about():
    layers = {"models", "policies", "actions", "access", "search", "indicators", "snapshot"}
    silent = [
        path
        for path, tree in modules("apps")
        if path.count("/") > 1 and app_layer(path)[1] in layers and not path.endswith("__init__.py")
        if ast.get_docstring(tree) is None
    ]
    assert silent == []


def test_every_verb_names_its_actor():
    """`actions` are read at the call: fittings.record(device=…, at=…, by=…); at most one thing comes first."""
    unnamed = [
        f"{path}:{function.name}"
        for path, tree in modules("apps")
        if path.count("/") > 2 and app_layer(path)[1] == "actions"
        for function in tree.body
        if isinstance(function, ast.FunctionDef) and not function.name.startswith("_")
        if len(function.args.args) > 1 or "by" in {argument.arg for argument in function.args.args}
    ]
    assert unnamed == []


def test_a_view_that_writes_is_short():
    """Between its docstring and its end; decorators are counted by nobody."""
    long = {
        f"{path}:{function.name}": said
        for path, tree in modules("apps")
        if path.count("/") > 1 and app_layer(path)[1] == "views"
        for function in functions(tree)
        if "POST" in " ".join(map(ast.unparse, function.decorator_list))
        if (said := body_length(function)) > VIEW_LIMIT
    }
    assert long == {}


@pytest.mark.parametrize("pattern", [r"<script(?![^>]*\bnonce=)(?![^>]*\bsrc=)", r"\sstyle=\"", r"\son[a-z]+=\""])
def test_templates_keep_to_the_content_security_policy(pattern):
    """No inline script without nonce, no inline style, no inline handler; PDF templates have no browser to protect."""
    found = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "templates").rglob("*.html")
        if "pdf" not in path.relative_to(ROOT).as_posix() and re.search(pattern, path.read_text())
    ]
    assert found == []
