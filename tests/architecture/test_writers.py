"""Only actions write, and the web sees rows through `visible_to` alone."""

import ast

from tests.architecture.source import app_layer, modules

WRITES = {
    "save", "create", "delete", "update", "bulk_create", "bulk_update", "get_or_create", "update_or_create",
    "acreate", "asave", "adelete", "aupdate", "save_m2m",
}  # fmt: skip
# Not rows of the database: a cache, a set, a dict, a form, a hash, a progress bar, a picture.
NOT_ROWS = {
    "context", "data", "initial", "attrs", "kwargs", "digest", "hashlib", "cache", "params", "query", "counts",
    "picture",
}  # fmt: skip
# The bench is measured beside others, who write as others do.
MAY_WRITE = {
    ("core", "runtime"), ("core", "jobs"), ("core", "writing"), ("core", "models"), ("audit", "grants"),
    ("desk", "bench"),
}  # fmt: skip
WEB = {"views", "api", "forms", "tables", "filters", "serializers", "urls", "context"}


def receiver(call: ast.Call) -> str:
    """The name a method is called on, as far as it can be read: `Patient.objects` for Patient.objects.create()."""
    return ast.unparse(call.func.value) if isinstance(call.func, ast.Attribute) else ""


def is_write(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return False
    target = receiver(node)
    if node.func.attr == "add":
        return target == "adding"
    if node.func.attr not in WRITES:
        return False
    if node.func.attr in {"save", "delete", "create"} or "objects" in target or "manager" in target:
        return target.split(".")[-1].split("[")[0] not in NOT_ROWS and not target.startswith("super()")
    return node.func.attr not in {"update"} or "filter(" in target


def test_only_actions_write():
    elsewhere = [
        f"{path}:{node.lineno} {ast.unparse(node)[:70]}"
        for path, tree in modules("apps")
        if path.count("/") > 1 and app_layer(path)[1] != "actions" and app_layer(path) not in MAY_WRITE
        for node in ast.walk(tree)
        if is_write(node)
    ]
    assert elsewhere == []


def test_the_web_reaches_rows_only_through_visible_to():
    bare = [
        f"{path}:{node.lineno} {ast.unparse(node)[:70]}"
        for path, tree in modules("apps")
        if path.count("/") > 1 and app_layer(path)[1] in WEB
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Attribute) and node.value.attr == "objects"
        if node.attr not in {"visible_to", "none", "offered", "prefabricated"}
    ]
    assert bare == []


def test_a_write_in_a_view_would_be_seen():
    for line in ("Patient.objects.create(a=1)", "patient.save()", "Patient.objects.filter(x=1).update(a=1)"):
        assert is_write(ast.parse(line).body[0].value), line
    for line in ("context.update(a=1)", "hashlib.new(x).update(b)", "super().save()"):
        assert not is_write(ast.parse(line).body[0].value), line
