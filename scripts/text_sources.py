"""Finds the string literals that are passed to ``tr`` or ``translate``, directly or through names.

A call may contain a literal; a variable or constant, defined here or imported; an element of a table, by key or in a
loop; or a field of an object (``verb.tip``), resolved to the arguments of its class's calls. Anything else, such as a
concatenated text or a plain parameter, is ``unknown``: it would be shown in English only.
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
DICT_METHODS = ("items", "values", "keys")


class UnknownError(Exception):
    """The value of a name cannot be determined from the source."""


class TextSources:
    """The translated texts of a package: ``texts`` are literals, ``unknown`` are calls without a known literal."""

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
            self._collect_calls(place, tree)

    def _collect_calls(self, place: str, tree: ast.Module) -> None:
        for node in ast.walk(tree):
            if name_of(node) in CALLS and not self._is_inside_tr(node):
                use = self._parents[node]
                try:
                    self.texts.update(self._literals(use, node))
                except (UnknownError, RecursionError):
                    self.unknown.append(f"{place}:{node.lineno} {ast.unparse(use)}")

    def _is_inside_tr(self, node: ast.AST) -> bool:
        """Return whether ``node`` is inside the definition of ``tr`` or ``translate``."""
        return any(isinstance(above, ast.FunctionDef) and above.name in CALLS for above in self._ancestors(node))

    def _literals(self, call: ast.AST, called: ast.AST) -> list[ast.Constant]:
        """Return the literals that ``call`` translates; raise UnknownError, also if ``called`` is only passed on."""
        if not isinstance(call, ast.Call) or call.func is not called or len(call.args) != 1 or call.keywords:
            raise UnknownError
        ends = self._resolve(call.args[0])
        if not ends or not all(isinstance(end, ast.Constant) and isinstance(end.value, str) for end in ends):
            raise UnknownError
        return ends

    def _resolve(self, node: ast.AST) -> list[ast.AST]:
        """Return the nodes that ``node`` stands for: literals, tables, calls, classes; raise UnknownError."""
        if isinstance(node, ast.Name):
            found = self._resolve_name(node)
        elif isinstance(node, ast.Subscript):
            found = [item for table in self._resolve(node.value) for item in _table_items(table)]
        elif isinstance(node, ast.Attribute):
            found = [value for owner in self._resolve(node.value) for value in self._lookup_field(owner, node.attr)]
        else:
            return [node]
        return [end for value in found for end in self._resolve(value)]

    def _ancestors(self, node: ast.AST) -> Iterator[ast.AST]:
        while node in self._parents:
            node = self._parents[node]
            yield node

    def _resolve_name(self, name: ast.Name) -> list[ast.AST]:
        """Return the values that the nearest scope binds to ``name``; raise UnknownError."""
        for scope in self._ancestors(name):
            found = self._lookup_in_scope(scope, name.id)
            if found:
                return found
        raise UnknownError

    def _lookup_in_scope(self, scope: ast.AST, name: str) -> list[ast.AST]:
        if isinstance(scope, COMPREHENSIONS):
            return [value for loop in scope.generators for value in self._lookup_in_loop(loop, name)]
        if isinstance(scope, ast.For):
            return self._lookup_in_loop(scope, name)
        if isinstance(scope, ast.FunctionDef):
            return [*self._lookup_parameter(scope, name), *_assigned_values(ast.walk(scope), name)]
        return self._lookup_in_module(scope, name) if isinstance(scope, ast.Module) else []

    def _lookup_in_loop(self, loop: ast.For | ast.comprehension, name: str) -> list[ast.AST]:
        """Return the values that ``loop`` binds to ``name``, alone or in a tuple; raise UnknownError."""
        if name_of(loop.target) == name:
            return self._loop_items(loop.iter)
        names = [name_of(node) for node in getattr(loop.target, "elts", ())]
        if name not in names:
            return []
        rows = self._loop_items(loop.iter)
        if not all(isinstance(row, ast.Tuple) and len(row.elts) == len(names) for row in rows):
            raise UnknownError
        return [row.elts[names.index(name)] for row in rows]

    def _loop_items(self, iterable: ast.expr) -> list[ast.AST]:
        """Return the items of a loop: elements, keys, values or pairs of a table; raise UnknownError."""
        method = name_of(iterable.func) if isinstance(iterable, ast.Call) and not iterable.args else ""
        rows: list[ast.AST] = []
        for table in self._resolve(iterable.func.value if method in DICT_METHODS else iterable):
            if isinstance(table, ast.Dict) and method == "items":
                rows += [ast.Tuple(list(pair), ast.Load()) for pair in zip(table.keys, table.values)]
            else:
                rows += table.keys if isinstance(table, ast.Dict) and method != "values" else _table_items(table)
        return rows

    def _lookup_parameter(self, function: ast.FunctionDef, name: str) -> list[ast.AST]:
        """Return all instances of the class that annotates the parameter ``name``; raise UnknownError."""
        for node in ast.walk(function.args):
            if isinstance(node, ast.arg) and node.arg == name:
                if node.annotation is None:
                    raise UnknownError
                kinds = self._resolve(node.annotation)
                return [
                    call
                    for tree in self.trees.values()
                    for call in ast.walk(tree)
                    if self._creates_instance(call, kinds)
                ]
        return []

    def _creates_instance(self, call: ast.AST, kinds: list[ast.AST]) -> bool:
        names = [kind.name for kind in kinds if isinstance(kind, ast.ClassDef)]
        return isinstance(call, ast.Call) and name_of(call.func) in names and self._resolve(call.func) == kinds

    def _lookup_in_module(self, tree: ast.Module, name: str) -> list[ast.AST]:
        """Return the values of ``name`` at the top of a module: values, classes, imports, modules."""
        found: list[ast.AST] = _assigned_values(tree.body, name)
        for node in tree.body:
            if isinstance(node, ast.ClassDef) and node.name == name:
                found.append(node)
            elif isinstance(node, ast.ImportFrom):
                for alias in (alias for alias in node.names if name == (alias.asname or alias.name)):
                    origin, whole = self._find_module(node.module), self._find_module(f"{node.module}.{alias.name}")
                    found += [whole] if whole else self._lookup_in_module(origin, alias.name) if origin else []
        return found

    def _find_module(self, name: Optional[str]) -> Optional[ast.Module]:
        return self.trees.get((name or "").removeprefix(f"{NAME}.").replace(".", "/") + ".py")

    def _lookup_field(self, owner: ast.AST, field: str) -> list[ast.AST]:
        """Return the value of ``field`` in a module or in the object that a call creates; raise UnknownError."""
        if isinstance(owner, ast.Module):
            return self._lookup_in_module(owner, field)
        kinds = self._resolve(owner.func) if isinstance(owner, ast.Call) else []
        if len(kinds) != 1 or not isinstance(kinds[0], ast.ClassDef):
            raise UnknownError
        fields = {name_of(node.target): node.value for node in kinds[0].body if isinstance(node, ast.AnnAssign)}
        given = dict(zip(fields, owner.args)) | {keyword.arg: keyword.value for keyword in owner.keywords}
        value = given.get(field, fields.get(field))
        return [] if value is None else [value]


def name_of(node: ast.AST) -> str:
    """Return the last part of the dotted name ``node``; empty if it is not a name."""
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _table_items(table: ast.AST) -> list[ast.AST]:
    """Return the elements of a table; raise UnknownError for other nodes."""
    if not isinstance(table, TABLES):
        raise UnknownError
    return list(table.values if isinstance(table, ast.Dict) else table.elts)


def _assigned_values(nodes: Iterable[ast.AST], name: str) -> list[ast.AST]:
    """Return the values assigned to ``name``; an augmented assignment as a whole, which is not a text."""
    found: list[ast.AST] = []
    for node in nodes:
        if isinstance(node, (ast.Assign, ast.AnnAssign, ast.AugAssign)) and node.value is not None:
            value = node if isinstance(node, ast.AugAssign) else node.value
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found += [value for target in targets if isinstance(target, ast.Name) and target.id == name]
    return found
