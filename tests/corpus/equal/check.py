"""Prints the kinds of differences between documents and the exports of their imports, with their numbers.

    python3 check.py DOCUMENT… [--all]

The folder of each document has its exports, `export-3.1.json` and `export-3.0.json`, and what the importer reports,
`findings.json`. Fails if a difference is of no known kind. With --all, all differences are printed.
"""

import json
import sys
from collections import Counter
from pathlib import Path

from compare import Comparison
from document import Document
from kinds import KINDS, of_error


def is_known(kind, where, way, findings):
    if of_error(kind):
        return True
    if kind not in KINDS:
        return False
    reasons = KINDS[kind][1]
    places = {where, *way}
    inside = tuple(one for one in (where + "/", *way) if one.endswith("/"))
    near = lambda pointer: pointer in places or pointer.startswith(inside) or where.startswith(pointer + "/")
    return reasons is None or any(reason in reasons and near(pointer) for pointer, reason in findings)


def main():
    sys.setrecursionlimit(10000)
    unknown = []
    for path in map(Path, (argument for argument in sys.argv[1:] if argument != "--all")):
        found = json.loads((path.parent / "findings.json").read_text())
        # What is reported about merged schemas has a place inside the one that is not there.
        findings = [(one["pointer"].partition("/any/")[0].partition("&")[0], one["reason"]) for one in found]
        for version in ("3.1", "3.0"):
            export = path.parent / f"export-{version}.json"
            if not export.is_file():
                continue
            numbers = Counter()
            comparison = Comparison(Document(path), Document(export))
            for (kind, where, detail), way in comparison.differences.items():
                if "--all" in sys.argv:
                    print(path.name, version, kind, where, detail, sep=" | ")
                if is_known(kind, where, way, findings):
                    numbers[kind] += 1
                else:
                    unknown.append(f"{path.name} {version}: {kind}: {where} {detail}")
            order = [*KINDS, *sorted(kind for kind in numbers if of_error(kind))]
            for kind in sorted(numbers, key=order.index):
                print(f"{path.name} {version} {numbers[kind]:>6} {kind}")
    for one in unknown:
        print("of no known kind:", one)
    sys.exit(1 if unknown else 0)


if __name__ == "__main__":
    main()
