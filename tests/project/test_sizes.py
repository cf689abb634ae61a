"""Keeps modules and functions small enough to be read at one go."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
MODULE_LINES, FUNCTION_LINES, ARGUMENTS = 400, 50, 5


def sources() -> Iterator[Path]:
    for folder, pattern in (("assistant", "*.py"), ("tests", "*.py"), ("static", "*.js")):
        yield from sorted(p for p in (ROOT / folder).rglob(pattern) if p.parent.name != "versions")


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_no_module_is_longer_than_400_lines() -> None:
    long = [p for p in sources() if len(p.read_text(encoding="utf-8").splitlines()) > MODULE_LINES]
    assert long == []


def test_no_function_is_longer_than_50_lines() -> None:
    long = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path in sources()
        if path.suffix == ".py"
        for node in functions(path)
        if node.end_lineno is not None and node.end_lineno - node.lineno >= FUNCTION_LINES
    ]
    assert long == []


def test_no_function_of_the_package_takes_more_than_5_arguments() -> None:
    wide = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path in sources()
        if path.suffix == ".py" and path.is_relative_to(ROOT / "assistant")
        for node in functions(path)
        if len([*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]) - (_is_method(node))
        > ARGUMENTS
    ]
    assert wide == []


def _is_method(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    names = [a.arg for a in [*node.args.posonlyargs, *node.args.args]]
    return bool(names) and names[0] in {"self", "cls"}
