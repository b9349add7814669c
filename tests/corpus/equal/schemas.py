"""Whether two schemas mean the same: their shapes are paired and compared part by part.

Schemas may contain themselves, so two that are being compared already are taken as equal where they meet again. Each
pair is compared once, and a difference has the place in the first document.
"""

from dataclasses import replace

from shapes import Reader, text

UNIX = {"unix-time", "unixtime", "unix-seconds", "timestamp"}



class Schemas:
    """Compares schemas of two documents in one direction."""

    def __init__(self, left, right, is_request, report, side=""):
        self.left = Reader(left, is_request, side)
        self.right = Reader(right, is_request, side)
        self._report = report
        # Null cannot be written outside JSON, and what differs in errors has its own kinds.
        self.side = side
        self._done = set()
        self._way = []  # the places from the operation to the schemas that are compared

    def report(self, kind, where, detail=""):
        self._report(f"error: {kind}" if self.side == "error" else kind, where, detail, (*self._way, where))

    def compare(self, left, right, where):
        way = len(self._way)
        self._way += [where, *map(self.left.document.where, left), *self.left.targets(left)]
        self._compare(left, right, where)
        del self._way[way:]

    def _compare(self, left, right, where):
        key = (tuple(map(id, left)), tuple(map(id, right)))
        if key in self._done:
            return
        self._done.add(key)
        mine, theirs = self.left.shapes(left), self.right.shapes(right)
        if self.side in ("text", "multipart"):
            mine, theirs = as_texts(mine, self.left), as_texts(theirs, self.right)
        where = mine[0].where if mine and mine[0].where else where
        self._way.append(where)
        for kind, lost in ((mine, theirs), (theirs, mine)):
            is_mine = kind is mine
            if any(one.kind == "any" and one.is_free() for one in kind) and not any(one.kind == "any" for one in lost):
                kinds = "|".join(sorted({one.kind for one in lost}))
                return self.report("type narrowed" if is_mine else "type opened", where, kinds)
        pairs, only_mine, only_theirs = self._paired(mine, theirs)
        for one, other in pairs:
            self._way.append(one.where or where)
            self._shapes(one, other, one.where or where)
            self._way.pop()
        if {one.format for one in only_mine} <= UNIX and [one.kind for one in only_theirs] == ["number"]:
            return self.report("unix time", where)
        changed = {one.kind for one in only_mine} != {one.kind for one in only_theirs}
        if only_mine and only_theirs and not pairs and changed:
            named = lambda shapes: "|".join(sorted({one.kind for one in shapes}))
            return self.report("type changed", where, f"{named(only_mine)} → {named(only_theirs)}")
        for one in only_mine:
            alike = any(other is not one and self._outline(other) == self._outline(one) for other in mine)
            kind = "null lost" if one.kind == "null" else "rules of an alternative lost" if alike else "alternative lost"
            self.report(kind, one.where or where, described(one))
        for one in only_theirs:
            self.report("null added" if one.kind == "null" else "alternative added", where, described(one))

    def _outline(self, shape, depth=1):
        """Returns what tells an alternative of the first document apart from others, without its rules."""
        inner = lambda schemas: frozenset(self._outline(one, depth - 1) for one in self.left.shapes(schemas)) if depth else None
        properties = frozenset((name, inner(schemas)) for name, schemas in shape.properties.items())
        return shape.kind, shape.values, shape.required, properties

    def _paired(self, mine, theirs):
        """Pairs the alternatives that resemble each other most."""
        pairs, left, right = [], [], list(theirs)
        scores = []
        for at, one in enumerate(mine):
            for to, other in enumerate(theirs):
                if one.kind == other.kind:
                    scores.append((self._likeness(one, other), -abs(at - to), at, to))
        taken, given = set(), set()
        for score, _, at, to in sorted(scores, reverse=True):
            if at not in taken and to not in given and score > -50:
                taken.add(at)
                given.add(to)
                pairs.append((mine[at], theirs[to]))
        left = [one for at, one in enumerate(mine) if at not in taken]
        right = [one for to, one in enumerate(theirs) if to not in given]
        return pairs, left, right

    def _likeness(self, one, other):
        score = 0.0
        if one.format == other.format:
            score += 1
        if one.values is not None and other.values is not None:
            score += 2 * len(one.values & other.values) / max(1, len(one.values | other.values))
        elif (one.values is None) != (other.values is None):
            score -= 1
        if one.kind == "array" and one.items and other.items:
            inner, theirs = self.left.shapes(one.items), self.right.shapes(other.items)
            score += 1 if {shape.kind for shape in inner} == {shape.kind for shape in theirs} else 0
            if inner and theirs and inner[0].kind == theirs[0].kind:
                score += self._likeness(inner[0], theirs[0]) / 2
        if one.kind == "object":
            names, others = set(one.properties), set(other.properties)
            score += 4 * len(names & others) / max(1, len(names | others))
            score += 1 if one.required == other.required else 0
            for name in names & others:
                mine, theirs = self.left.shapes(one.properties[name]), self.right.shapes(other.properties[name])
                constants = [shapes[0].values for shapes in (mine, theirs) if len(shapes) == 1 and shapes[0].values]
                if len(constants) == 2:
                    score += 3 if constants[0] == constants[1] else 0 if constants[0] & constants[1] else -100
                elif {shape.kind for shape in mine} == {shape.kind for shape in theirs}:
                    score += 1 / max(1, len(names | others))
        return score

    def _shapes(self, one, other, where):
        self._values(one, other, where)
        mine, theirs = one.format, other.format
        if mine and not theirs and "pattern" in other.rules and "pattern" not in one.rules:
            self.report("format as a pattern", where, mine)
            other = replace(other, rules={key: rule for key, rule in other.rules.items() if key != "pattern"})
        elif mine != theirs:
            word = "format added" if mine is None else "format lost" if theirs is None else "format changed"
            self.report(word, where, f"{one.format} → {other.format}")
        for key in sorted(one.rules.keys() | other.rules.keys()):
            a, b = one.rules.get(key), other.rules.get(key)
            if text(a) != text(b) and key == "minItems" and one.prefix and a is None:
                self.report("positions required", where)
            elif text(a) != text(b):
                word = "rule added" if a is None else "rule lost" if b is None else "rule changed"
                self.report(word, where, f"{key} {text(a)[:60]} → {text(b)[:60]}" if a is not None else f"{key} {text(b)[:60]}")
        if one.kind == "array":
            for mine, theirs in zip(one.prefix, other.prefix):
                self.compare(mine, theirs, where)
            if one.prefix and not other.prefix and self.right.document.is_old:
                self.report("positions lost", where, str(len(one.prefix)))
            elif len(one.prefix) != len(other.prefix):
                self.report("positions changed", where, f"{len(one.prefix)} → {len(other.prefix)}")
            elif one.items or other.items:
                self.compare(one.items, other.items, where)
        if one.kind == "object":
            self._objects(one, other, where)

    def annotations(self, one, other, where):
        """Compares what schemas say about a value besides its shape."""
        for key in ("default", "deprecated"):
            mine, theirs = self.left.said(one, key), self.right.said(other, key)
            mine, theirs = (None if value is False and key == "deprecated" else value for value in (mine, theirs))
            if text(mine) != text(theirs):
                word = "added" if mine is None else "lost" if theirs is None else "changed"
                self.report(f"{key} {word}", where, f"{text(mine)[:40]} → {text(theirs)[:40]}")

    def _values(self, one, other, where):
        if one.values == other.values:
            return
        if one.values is None and one.named == other.values:
            return self.report("enum closed", where, described(one))
        if one.values is None:
            return self.report("enum added", where, described(other))
        if other.values is None:
            return self.report("enum lost", where, described(one))
        for value in sorted(one.values - other.values):
            self.report("value lost", where, value)
        for value in sorted(other.values - one.values):
            self.report("value added", where, value)

    def _objects(self, one, other, where):
        for name, schemas in one.properties.items():
            place = f"{where}/properties/{name}"
            if name not in other.properties:
                self.report("property lost", place, name)
                continue
            self.compare(schemas, other.properties[name], place)
            self.annotations(schemas, other.properties[name], place)
        for name in other.properties:
            # A required property without a schema may be anything.
            if name not in one.properties and name not in one.required:
                self.report("hidden property kept" if name in one.hidden else "property added", where, name)
        for name in sorted(one.required - other.required):
            if name in other.properties:
                self.report("required lost", f"{where}/properties/{name}", name)
            elif name not in one.properties:
                self.report("required name lost", where, name)
        for name in sorted(other.required - one.required):
            if name in one.properties:
                self.report("required added", f"{where}/properties/{name}", name)
        mine, theirs = one.additional, other.additional
        if mine is False or theirs is False:
            if mine is not theirs:
                self.report("object opened" if mine is False else "object closed", where, "")
        elif mine or theirs:
            self.compare(mine or (True,), theirs or (True,), where + "/additionalProperties")


def as_texts(shapes, reader):
    """Returns what texts can say: no null, strings for anything, and one value where a list of the same is."""
    shapes = [replace(one, kind="string") if one.kind == "any" else one for one in shapes if one.kind != "null"]
    lists = [one for one in shapes if one.kind == "array"]
    if len(lists) != 1 or len(shapes) == 1:
        return shapes
    items = {shape.kind for shape in reader.shapes(lists[0].items)}
    return [one for one in shapes if one.kind == "array" or one.kind not in items]


def described(shape):
    """Names a shape in a few words."""
    if shape.kind == "object":
        return "object of " + ", ".join(sorted(shape.properties)[:4])
    if shape.values is not None:
        return f"{shape.kind} of {len(shape.values)}"
    return shape.kind
