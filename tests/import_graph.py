"""Who imports whom, read from the source without running it: imports inside functions count, too."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path


class ImportGraph:
    """The modules of some packages and what each imports, as absolute names.

    The imports of the modules in ``not_followed`` run only when somebody asks for it.
    """

    def __init__(self, root: Path, packages: tuple[str, ...], not_followed: tuple[str, ...] = ()):
        self.not_followed = not_followed
        self.files = {module_name(file, root): file for package in packages for file in (root / package).rglob("*.py")}
        self.imports = {name: frozenset(self._imports_of(name)) for name in self.files}

    def modules_of(self, package: str) -> list[str]:
        """Return the modules of ``package``, which may be a single module."""
        return sorted(name for name in self.files if name == package or name.startswith(f"{package}."))

    def chain_to(self, module: str, forbidden: frozenset[str]) -> list[str]:
        """Return the chain of imports from ``module`` to a ``forbidden`` library, empty when there is none."""
        seen, waiting = {module}, [[module]]
        while waiting:
            chain = waiting.pop(0)
            for name in sorted(self.imports[chain[-1]]):
                if name.split(".")[0] in forbidden:
                    return [*chain, name]
                if name in self.files and name not in seen and name not in self.not_followed:
                    seen.add(name)
                    waiting.append([*chain, name])
        return []

    def _imports_of(self, module: str) -> Iterator[str]:
        file = self.files[module]
        package = module if file.name == "__init__.py" else module.rpartition(".")[0]
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                base = absolute_name(node, package)
                names = [
                    base,
                    *(f"{base}.{alias.name}" for alias in node.names if f"{base}.{alias.name}" in self.files),
                ]
            else:
                continue
            for name in names:
                yield name
                yield from (parent for parent in parents(name) if parent in self.files)  # their __init__ runs


def module_name(file: Path, root: Path) -> str:
    """Return the dotted name of a source file."""
    parts = file.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def absolute_name(node: ast.ImportFrom, package: str) -> str:
    """Return the module of ``from x import y``, relative ones resolved against ``package``."""
    if not node.level:
        return node.module or ""
    base = package.split(".")[: len(package.split(".")) - node.level + 1]
    return ".".join([*base, *([node.module] if node.module else [])])


def parents(name: str) -> Iterator[str]:
    """Yield the packages around a module."""
    while "." in name:
        name = name.rpartition(".")[0]
        yield name
