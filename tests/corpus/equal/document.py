"""A document as a tree of JSON with absolute references, whatever its dialect and its number of files.

All files are JSON, whatever their names: who calls has converted YAML.
"""

import json
import posixpath
from pathlib import Path
from urllib.parse import unquote

from swagger import lifted

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")


def escaped(key):
    return str(key).replace("~", "~0").replace("/", "~1")


class Document:
    """A document whose references are `file#pointer`. `where` gives the pointer of every object of its tree."""

    def __init__(self, path, tree=None):
        """Reads the document of a path, or the tree that is in its place."""
        self.folder = Path(path).parent
        self.files = {}
        self._where = {}
        self.root = self._load(Path(path).name, tree)
        if "swagger" in self.root:
            self.root = lifted(self.root)
            self.files[Path(path).name] = self.root
            self._where = {}
            self._note(self.root, "")
        # Swagger is lifted, so what is not 3.1 is 3.0.
        self.is_old = not str(self.root.get("openapi", "3.0")).startswith(("3.1", "3.2"))

    def _load(self, name, tree=None):
        if name not in self.files and (tree or (self.folder / name).is_file()):
            tree = tree or json.loads((self.folder / name).read_text())
            self.files[name] = tree
            self._absolute(tree, name)
            self._note(tree, "" if len(self.files) == 1 else name + "#")
        return self.files.get(name)

    def _absolute(self, node, name):
        if isinstance(node, dict):
            target = node.get("$ref")
            if isinstance(target, str):
                file, _, pointer = target.partition("#")
                other = posixpath.normpath(posixpath.join(posixpath.dirname(name), file)) if file else name
                node["$ref"] = other + "#" + pointer
        for inner in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
            self._absolute(inner, name)

    def _note(self, node, pointer):
        """Remembers where each object is."""
        if isinstance(node, dict):
            self._where.setdefault(id(node), pointer)
            for key, inner in node.items():
                self._note(inner, f"{pointer}/{escaped(key)}")
        elif isinstance(node, list):
            for at, inner in enumerate(node):
                self._note(inner, f"{pointer}/{at}")

    def where(self, node):
        return self._where.get(id(node), "")

    def target(self, reference):
        """Returns what a reference leads to; nothing if it leads nowhere."""
        file, _, pointer = reference.partition("#")
        node = self._load(file)
        for step in unquote(pointer).split("/")[1:]:
            step = step.replace("~1", "/").replace("~0", "~")
            if isinstance(node, list):
                node = node[int(step)] if step.isdigit() and int(step) < len(node) else None
            else:
                node = node.get(step) if isinstance(node, dict) else None
        return node

    def followed(self, node):
        """Follows the references of an object that is no schema."""
        for _ in range(32):
            if not (isinstance(node, dict) and isinstance(node.get("$ref"), str)):
                break
            node = self.target(node["$ref"])
        return node if isinstance(node, dict) else {}
