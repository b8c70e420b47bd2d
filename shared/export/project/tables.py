"""Reads tables and texts: rows of a CSV file, sentences with tags, and windows of a series."""

import csv
import datetime
import math
import re
import sys
from pathlib import Path

import numpy as np

from .preprocessing import READ, SETTINGS, to_number, words_by_rules
from .splits import PARTS

csv.field_size_limit(10_000_000)


def utf16(path):
    """Orders names by UTF-16 code unit, as the app does."""
    return path.encode("utf-16-be")


def read_table(path, table):
    """Rows as dicts of cells; blank cells and marks of missing values are None."""
    encoding = "utf-8-sig" if table["encoding"] in ("auto", "utf-8") else table["encoding"]
    if table["encoding"] == "utf-16le":
        encoding = "utf-16"
    with open(path, encoding=encoding, newline="") as file:
        text = file.read()
    delimiter = table["delimiter"]
    if delimiter == "auto":
        first = text.split("\n", 1)[0]
        delimiter = max([",", ";", "\t", "|"], key=first.count)
    lines = [cells for cells in csv.reader(text.splitlines(keepends=True), delimiter=delimiter) if cells]
    lines = [cells for cells in lines if any(cell.strip() for cell in cells)]
    names = table["columns"]
    if lines and table["header"] != "no":
        first = [cell.strip() for cell in lines[0]]
        if table["header"] == "yes" or first == names:
            lines = lines[1:]
            # Where names are doubled or empty, the app gave them names of its own: then the order counts.
            names = first if set(names) <= set(first) or len(first) != len(names) else names
    absent = [name for name in table["columns"] if name not in names]
    if absent:
        sys.exit(f"{path} has no column {absent[0]!r}. Its columns are: {', '.join(names)}.")
    marks = set(table["missing"])
    rows = []
    for number, cells in enumerate(lines):
        if len(cells) != len(names):
            if table["ragged"] == "stop":
                sys.exit(f"Row {number + 1} of {path} has {len(cells)} cells; {len(names)} columns were expected.")
            if table["ragged"] == "skip":
                continue
        row = {}
        for name, cell in zip(names, cells):
            cell = cell.strip()
            if cell == "" or cell in marks:
                cell = None
            elif table["decimal"] == "comma" and name in table["numbers"]:
                cell = math.nan if "." in cell else cell.replace(",", ".")
            row[name] = cell
        rows.append(row)
    return rows


def read_text(path):
    """A text file: UTF-8, or UTF-16 by its mark, or else Windows-1252."""
    data = Path(path).read_bytes()
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _in_one(rows):
    """Tokens that follow each other with their tags, as one sentence."""
    return [token for token, _ in rows], [tag for _, tag in rows]


def _of_lines(path, tags):
    """A token per line with its tag (CoNLL); blank lines end sentences, lines of another form are passed over."""
    lines = [line for line in re.split(r"\r\n|\r|\n", read_text(path)) if not line.startswith("# ")]
    width, places = len(tags["columns"]), [tags["columns"].index(tags[name]) for name in ("token", "tag")]
    written = [line for line in lines if line.strip()]
    tabs = 2 * sum(len(line.split("\t")) == width for line in written) > len(written)
    sentence = []
    for line in [*lines, ""]:
        fields = [field.strip() for field in line.split("\t")] if tabs else line.split()
        if not line.strip():
            yield _in_one(sentence)
            sentence = []
        elif len(fields) == width and fields[0] != "-DOCSTART-" and not re.fullmatch(r"\d+[-.]\d+", fields[0], re.ASCII):
            sentence.append([fields[place] for place in places])


def _of_rows(path, tags):
    """A sentence per row with as many tags as words; or a token per row, where a column says to which sentence it belongs."""
    sentence, last = [], None
    for row in read_table(path, SETTINGS["table"]):
        token, tag, name = (" ".join((row.get(tags[column]) or "").split()) for column in ("token", "tag", "sentence"))
        if tags["layout"] == "sentences":
            yield token.split(), tag.split()
            continue
        # Some name a sentence in its first row alone.
        if name not in ("", last):
            yield _in_one(sentence)
            sentence = []
        last = name or last
        if token:
            sentence.append([token, tag])
    yield _in_one(sentence)


def read_sentences(path):
    """Sentences as rows: the text, and the tag of each piece that the network cuts it into; None where nobody said one."""
    tags = SETTINGS["tags"]
    for tokens, said in (_of_lines if tags["layout"] == "lines" else _of_rows)(path, tags):
        if not tokens or len(tokens) != len(said):
            continue
        pieces = []
        for token, tag in zip(tokens, said):
            count = sum(1 for _ in words_by_rules(token, READ[0]["rules"]))
            # In one token "B-X" holds for its first piece, and its others are "I-X".
            each = [tag, *[re.sub(r"^B(?=[-_])", "I", tag)] * (count - 1)][:count]
            pieces += [None if tag in ("", "_") else piece for piece in each]
        yield {"text": " ".join(tokens), "tags": pieces}


CLOCK = r"(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?)?(?:Z| ?UTC|[+-]\d{2}:?\d{2})?"
TIMES = {
    "ymd": re.compile(r"(\d{4})[-/.]?(\d{1,2})(?:[-/.]?(\d{1,2}))?" + CLOCK, re.ASCII),
    "dmy": re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})" + CLOCK, re.ASCII),
    "mdy": re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})" + CLOCK, re.ASCII),
}


def parse_time(text, order):
    """A time as something that orders it, or None where it is none."""
    if order == "number":
        return float(text) if re.fullmatch(r"[+-]?\d+(?:\.\d+)?", text, re.ASCII) else None
    found = TIMES[order].fullmatch(text)
    if found is None:
        return None
    a, b, c = int(found[1]), int(found[2]), int(found[3] or 1)
    year, month, day = {"ymd": (a, b, c), "dmy": (c, b, a), "mdy": (c, a, b)}[order]
    year += 2000 if year < 70 else 1900 if year < 100 else 0
    try:
        date = datetime.date(year, month, day)
    except ValueError:
        return None
    return date.toordinal(), int(found[4] or 0), int(found[5] or 0), int(found[6] or 0)


def share_out(count, shares):
    """How many of `count` each part gets: by largest remainder, and at least one where its share is above zero."""
    total = sum(shares)
    ideal = [math.floor(count * share / total * 1e9 + 0.5) / 1e9 for share in shares]
    counts = [math.floor(value) for value in ideal]
    for part in sorted(range(3), key=lambda part: (counts[part] - ideal[part], part)):
        if sum(counts) < count and shares[part] > 0:
            counts[part] += 1
    wanted = [part for part in range(3) if shares[part] > 0]
    if count >= len(wanted):
        for part in wanted:
            if counts[part] == 0:
                counts[counts.index(max(counts))] -= 1
                counts[part] = 1
    return counts


class Windows:
    """Windows of a series, numbered group by group in time order: none reaches from one part into another.

    `parts` are their numbers in each part, None where whole groups are dealt out; `groups` is the group of each.
    """

    def __init__(self, rows):
        series, channels = SETTINGS["series"], [channel["name"] for channel in READ[0]["channels"]]
        window, horizon, steps = READ[0]["window"], READ[0]["horizon"], READ[0].get("steps")
        reach = horizon + (steps or 1) - 1
        groups = {}
        for row in rows:
            time = None
            if series["time"] is not None:
                time = parse_time(row[series["time"]] or "", series["timeOrder"])
                if time is None:
                    continue
            name = "" if series["group"] is None else row[series["group"]] or ""
            groups.setdefault(name, []).append((time, row))
        whole = SETTINGS["split"].get("method") in ("group", "folds")
        self.values, self.targets, self.groups, self.parts = [], [], [], None if whole else [[], [], []]
        for name in sorted(groups, key=utf16):
            ordered = groups[name]
            if series["time"] is not None:
                ordered = sorted(ordered, key=lambda entry: entry[0])
            ordered = [row for _, row in ordered]
            start = 0
            counts = [len(ordered)] if whole else share_out(len(ordered), [SETTINGS["split"][p] for p in PARTS])
            for part, count in enumerate(counts):
                rows = ordered[start : start + count]
                start += count
                for first in range(0, count - window - reach + 1, series["stride"]):
                    ahead = rows[first + window - 1 + horizon : first + window + reach]
                    target = [self._told(row[series["target"]]) for row in ahead]
                    values = [[row[channel] for channel in channels] for row in rows[first : first + window]]
                    gap = any(math.isnan(to_number(value)) for row in values for value in row)
                    missing = [value is None for value in target]
                    # Rows without a class count for nothing, as long as others have one.
                    if (all(missing) if series["unlabelled"] else any(missing)) or (gap and series["leaveOut"]):
                        continue
                    if not whole:
                        self.parts[part].append(len(self.values))
                    self.groups.append(name)
                    self.values.append(values)
                    self.targets.append(target if steps else target[0])

    @staticmethod
    def _told(cell):
        """What a row says of the target: a number or the name of a class; None where it says nothing."""
        if SETTINGS["series"]["classes"] is None:
            number = to_number(cell)
            return None if math.isnan(number) else number
        return cell if cell in SETTINGS["series"]["classes"] else None
