"""Reads the product's own source, for the tests that keep its shape."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
Function = ast.FunctionDef | ast.AsyncFunctionDef


def modules(*folders: str) -> Iterator[tuple[str, ast.Module]]:
    """(path from the root, syntax tree) of every Python module below the folders, migrations left out."""
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" not in path.parts:
                yield str(path.relative_to(ROOT)), ast.parse(path.read_text(encoding="utf-8"))


def functions(tree: ast.Module) -> Iterator[Function]:
    return (node for node in ast.walk(tree) if isinstance(node, Function))


def length(node: Function) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def body_length(node: Function) -> int:
    """Lines after the docstring."""
    said = node.body[1:] if ast.get_docstring(node) is not None else node.body
    return (node.end_lineno or node.lineno) - said[0].lineno + 1 if said else 0


def lines(path: str) -> int:
    return (ROOT / path).read_text(encoding="utf-8").count("\n")


def app_layer(path: str) -> tuple[str, str]:
    """`apps/devices/actions/fittings.py` → ("devices", "actions"); `apps/physio/views.py` → ("physio", "views")."""
    parts = Path(path).with_suffix("").parts
    return parts[1], parts[2].split("_")[0]
