"""The house's own rules as tests: what ruff, mypy and import-linter cannot say."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "desktop_app"
SOURCES = sorted(PACKAGE.rglob("*.py"))
TRACKED = [
    path
    for folder in ("desktop_app", "resources", "tests", "packaging", ".ci", ".github")
    for path in (ROOT / folder).rglob("*")
    if path.is_file() and "__pycache__" not in path.parts
] + [path for path in ROOT.glob("*") if path.is_file() and path.name != "uv.lock"]
TEXT = {".py", ".md", ".toml", ".sh", ".lock", ".yml", ".yaml", ".txt", ".spec", ".desktop", ".xml"}


def broad_excepts(tree: ast.AST) -> list[int]:
    """Lines with `except Exception`, `except BaseException` or a bare except that swallows."""
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.ExceptHandler)
        and (
            node.type is None
            or (isinstance(node.type, ast.Name) and node.type.id in {"Exception", "BaseException"})
        )
        and not (isinstance(node.body[-1], ast.Raise) and node.body[-1].exc is None)
    ]


def nested_loops(tree: ast.AST) -> list[int]:
    """Lines that call `.exec()` or `.processEvents()` on anything."""
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"exec", "exec_", "processEvents"}
    ]


def literal_colours(source: str) -> list[str]:
    """Colours written as #RGB or #RRGGBB strings."""
    return re.findall(r"[\"'][^\"']*#(?:[0-9a-fA-F]{6}|[0-9a-fA-F]{3})\b", source)


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_source_rules(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    tree = ast.parse(source)
    name = path.relative_to(PACKAGE).as_posix()
    assert ast.get_docstring(tree), "every module says what it owns"
    # Before the first paint, and in the gallery's own process, no loop runs around this one.
    allowed = 1 if name in {"app/__init__.py", "app/gallery.py"} else 0
    assert len(nested_loops(tree)) <= allowed, "no nested event loops (HOUSE.md section 4)"
    if name.startswith("widgets/") and name != "widgets/theme.py":
        assert not literal_colours(source), "colours come from the theme"


def test_broad_excepts_stand_in_few_places() -> None:
    """The crash hooks of the two faces and the scope's reporter; everything else translates."""
    found = {
        path.relative_to(PACKAGE).as_posix()
        for path in SOURCES
        if broad_excepts(ast.parse(path.read_text(encoding="utf-8")))
    }
    assert found <= {"cli/main.py", "services/task_scope.py"}


def test_rules_see_what_they_look_for() -> None:
    assert broad_excepts(ast.parse("try:\n  pass\nexcept Exception:\n  pass")) == [3]
    assert not broad_excepts(ast.parse("try:\n  pass\nexcept BaseException:\n  raise"))
    assert nested_loops(ast.parse("dialog.exec()")) == [1]
    assert literal_colours("x = '#FF00AA'")
    assert not literal_colours("# issue #123")


def test_top_level_holds_only_what_belongs() -> None:
    allowed = {
        "pyproject.toml", "desktop_app", "resources", "tests", "packaging", "README.md", "LICENSE",
        "CHANGELOG.md", "CONTRIBUTING.md", "requirements.lock", "uv.lock", "build", "dist",
    }  # fmt: skip
    found = {path.name for path in ROOT.iterdir() if not path.name.startswith(".")}
    assert found <= allowed


def test_no_init_files_where_they_would_shadow() -> None:
    for folder in ("tests", "packaging", "resources"):
        assert not list((ROOT / folder).rglob("__init__.py"))


def test_nothing_names_a_registry_or_a_machine() -> None:
    """No address of a package registry, no path of one machine."""
    words = re.compile(
        "|".join(["pypi" + r"\.org", "python" + "hosted", "/ro" + "ot/", "/wo" + "rk/"])
    )
    bad = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in TRACKED
        if path.suffix in TEXT
        and (match := words.search(path.read_text(encoding="utf-8", errors="replace")))
    ]
    assert not bad


def test_layers_are_exhaustive() -> None:
    """A new top-level module must be placed in the floors before it passes."""
    import tomllib

    config = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    floors = config["tool"]["importlinter"]["contracts"][0]
    assert floors["exhaustive"]
    placed = {name.strip() for layer in floors["layers"] for name in layer.split("|")}
    modules = {p.stem if p.suffix else p.name for p in PACKAGE.iterdir()} - {
        "__init__", "__pycache__", "README",
    }  # fmt: skip
    assert modules <= placed
