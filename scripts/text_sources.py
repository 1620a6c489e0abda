"""Follow what is given to ``tr`` or ``translate`` back to the literals that it is.

A call may name a literal; a variable or a constant, here or imported; an element of a table, by its key or in a loop; a
field of an object (``verb.tip``), which is then what its class is made with. What cannot be followed, such as a text
put together or a plain parameter, is ``unknown``: it would be shown in no language but English.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Optional

CALLS = ("tr", "translate")
PARTS = ("core", "gui", "processing")
NAME = "deepslide_qgis"
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
TABLES = (ast.Dict, ast.Tuple, ast.List)
WAYS_THROUGH = ("items", "values", "keys")


class UnknownError(Exception):
    """What a name stands for cannot be told from the source."""


class TextSources:
    """Where the texts of a package come from: ``texts`` are literals, ``unknown`` calls that no literal is told of."""

    def __init__(self, package: Path):
        self.trees: dict[str, ast.Module] = {}
        self._parents: dict[ast.AST, ast.AST] = {}
        for path in (path for part in PARTS for path in sorted((package / part).rglob("*.py"))):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            self.trees[path.relative_to(package).as_posix()] = tree
            self._parents.update((child, node) for node in ast.walk(tree) for child in ast.iter_child_nodes(node))
        self.texts: set[ast.Constant] = set()
        self.unknown: list[str] = []
        for place, tree in self.trees.items():
            self._read(place, tree)

    def _read(self, place: str, tree: ast.Module) -> None:
        for node in ast.walk(tree):
            if name_of(node) in CALLS and not self._is_in_definition(node):
                use = self._parents[node]
                try:
                    self.texts.update(self._literals(use, node))
                except (UnknownError, RecursionError):
                    self.unknown.append(f"{place}:{node.lineno} {ast.unparse(use)}")

    def _is_in_definition(self, node: ast.AST) -> bool:
        """Return whether ``node`` stands in ``tr`` or ``translate`` itself."""
        return any(isinstance(above, ast.FunctionDef) and above.name in CALLS for above in self._above(node))

    def _literals(self, call: ast.AST, called: ast.AST) -> list[ast.Constant]:
        """Return what ``call`` translates; raise UnknownError, also where ``called`` is handed on instead of called."""
        if not isinstance(call, ast.Call) or call.func is not called or len(call.args) != 1 or call.keywords:
            raise UnknownError
        ends = self._ends(call.args[0])
        if not ends or not all(isinstance(end, ast.Constant) and isinstance(end.value, str) for end in ends):
            raise UnknownError
        return ends

    def _ends(self, node: ast.AST) -> list[ast.AST]:
        """Return what ``node`` stands for: literals, tables, calls, classes; raise UnknownError."""
        if isinstance(node, ast.Name):
            found = self._bound(node)
        elif isinstance(node, ast.Subscript):
            found = [item for table in self._ends(node.value) for item in _items(table)]
        elif isinstance(node, ast.Attribute):
            found = [value for owner in self._ends(node.value) for value in self._field(owner, node.attr)]
        else:
            return [node]
        return [end for value in found for end in self._ends(value)]

    def _above(self, node: ast.AST) -> Iterator[ast.AST]:
        while node in self._parents:
            node = self._parents[node]
            yield node

    def _bound(self, name: ast.Name) -> list[ast.AST]:
        """Return what the nearest scope binds ``name`` to; raise UnknownError."""
        for scope in self._above(name):
            found = self._bound_in(scope, name.id)
            if found:
                return found
        raise UnknownError

    def _bound_in(self, scope: ast.AST, name: str) -> list[ast.AST]:
        if isinstance(scope, COMPREHENSIONS):
            return [value for loop in scope.generators for value in self._in_loop(loop, name)]
        if isinstance(scope, ast.For):
            return self._in_loop(scope, name)
        if isinstance(scope, ast.FunctionDef):
            return [*self._as_parameter(scope, name), *_assigned(ast.walk(scope), name)]
        return self._in_module(scope, name) if isinstance(scope, ast.Module) else []

    def _in_loop(self, loop: ast.For | ast.comprehension, name: str) -> list[ast.AST]:
        """Return what ``loop`` binds ``name`` to, which may be one of several names; raise UnknownError."""
        if name_of(loop.target) == name:
            return self._rows(loop.iter)
        names = [name_of(node) for node in getattr(loop.target, "elts", ())]
        if name not in names:
            return []
        rows = self._rows(loop.iter)
        if not all(isinstance(row, ast.Tuple) and len(row.elts) == len(names) for row in rows):
            raise UnknownError
        return [row.elts[names.index(name)] for row in rows]

    def _rows(self, through: ast.expr) -> list[ast.AST]:
        """Return what a loop goes through: of a dict the keys, or what it is asked for; raise UnknownError."""
        way = name_of(through.func) if isinstance(through, ast.Call) and not through.args else ""
        rows: list[ast.AST] = []
        for table in self._ends(through.func.value if way in WAYS_THROUGH else through):
            if isinstance(table, ast.Dict) and way == "items":
                rows += [ast.Tuple(list(pair), ast.Load()) for pair in zip(table.keys, table.values)]
            else:
                rows += table.keys if isinstance(table, ast.Dict) and way != "values" else _items(table)
        return rows

    def _as_parameter(self, function: ast.FunctionDef, name: str) -> list[ast.AST]:
        """Return all objects of the class that the parameter ``name`` is annotated with; raise UnknownError."""
        for node in ast.walk(function.args):
            if isinstance(node, ast.arg) and node.arg == name:
                if node.annotation is None:
                    raise UnknownError
                kinds = self._ends(node.annotation)
                return [call for tree in self.trees.values() for call in ast.walk(tree) if self._makes(call, kinds)]
        return []

    def _makes(self, call: ast.AST, kinds: list[ast.AST]) -> bool:
        names = [kind.name for kind in kinds if isinstance(kind, ast.ClassDef)]
        return isinstance(call, ast.Call) and name_of(call.func) in names and self._ends(call.func) == kinds

    def _in_module(self, tree: ast.Module, name: str) -> list[ast.AST]:
        """Return what ``name`` is at the top of a module: a value, a class, something imported, a module."""
        found: list[ast.AST] = _assigned(tree.body, name)
        for node in tree.body:
            if isinstance(node, ast.ClassDef) and node.name == name:
                found.append(node)
            elif isinstance(node, ast.ImportFrom):
                for alias in (alias for alias in node.names if name == (alias.asname or alias.name)):
                    origin, whole = self._module(node.module), self._module(f"{node.module}.{alias.name}")
                    found += [whole] if whole else self._in_module(origin, alias.name) if origin else []
        return found

    def _module(self, name: Optional[str]) -> Optional[ast.Module]:
        return self.trees.get((name or "").removeprefix(f"{NAME}.").replace(".", "/") + ".py")

    def _field(self, owner: ast.AST, field: str) -> list[ast.AST]:
        """Return what ``field`` is of a module, or of the object that a call makes; raise UnknownError."""
        if isinstance(owner, ast.Module):
            return self._in_module(owner, field)
        kinds = self._ends(owner.func) if isinstance(owner, ast.Call) else []
        if len(kinds) != 1 or not isinstance(kinds[0], ast.ClassDef):
            raise UnknownError
        fields = {name_of(node.target): node.value for node in kinds[0].body if isinstance(node, ast.AnnAssign)}
        given = dict(zip(fields, owner.args)) | {keyword.arg: keyword.value for keyword in owner.keywords}
        value = given.get(field, fields.get(field))
        return [] if value is None else [value]


def name_of(node: ast.AST) -> str:
    """Return the name that ``node`` is, without what it belongs to; nothing where it is none."""
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _items(table: ast.AST) -> list[ast.AST]:
    """Return what lies in a table; raise UnknownError for what is none."""
    if not isinstance(table, TABLES):
        raise UnknownError
    return list(table.values if isinstance(table, ast.Dict) else table.elts)


def _assigned(nodes: Iterable[ast.AST], name: str) -> list[ast.AST]:
    """Return the values that are assigned to ``name``; an addition to it as a whole, which is no text."""
    found: list[ast.AST] = []
    for node in nodes:
        if isinstance(node, (ast.Assign, ast.AnnAssign, ast.AugAssign)) and node.value is not None:
            value = node if isinstance(node, ast.AugAssign) else node.value
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found += [value for target in targets if isinstance(target, ast.Name) and target.id == name]
    return found
