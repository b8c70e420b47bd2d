"""Reads the data: a table (CSV), a folder with one folder of files per class, or an .npz of images and labels."""

import csv
import datetime
import math
import re
import sys
from pathlib import Path

import keras
import numpy as np

from preprocessing import HERE, INPUTS, OUTPUTS, SETTINGS, encode, encode_target, is_blank, target_of, to_number

FILES = {
    "image": {".png", ".jpg", ".jpeg", ".webp", ".bmp", ".gif"},
    "text": {".txt", ".text", ".md"},
    "audio": {".wav", ".wave"},
    "video": {".png", ".jpg", ".jpeg", ".webp", ".bmp", ".gif"},
}
PARTS = ("train", "validation", "test")
csv.field_size_limit(10_000_000)


def _utf16(path):
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
    """Windows of a series, numbered group by group in time order: none reaches from one part into another."""

    def __init__(self, rows):
        series, channels = SETTINGS["series"], [channel["name"] for channel in INPUTS[0]["channels"]]
        window, horizon, steps = INPUTS[0]["window"], INPUTS[0]["horizon"], INPUTS[0].get("steps")
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
        self.values, self.targets, self.parts = [], [], [[], [], []]
        for name in sorted(groups, key=_utf16):
            ordered = groups[name]
            if series["time"] is not None:
                ordered = sorted(ordered, key=lambda entry: entry[0])
            ordered = [row for _, row in ordered]
            start = 0
            for part, count in enumerate(share_out(len(ordered), [SETTINGS["split"][p] for p in PARTS])):
                rows = ordered[start : start + count]
                start += count
                for first in range(0, count - window - reach + 1, series["stride"]):
                    ahead = rows[first + window - 1 + horizon : first + window + reach]
                    target = [to_number(row[series["target"]]) for row in ahead]
                    values = [[row[channel] for channel in channels] for row in rows[first : first + window]]
                    gap = any(math.isnan(to_number(value)) for row in values for value in row)
                    if any(map(math.isnan, target)) or (gap and series["leaveOut"]):
                        continue
                    self.parts[part].append(len(self.values))
                    self.values.append(values)
                    self.targets.append(target if steps else target[0])


def data_here():
    """The data that came with the project; None where none did."""
    return next((HERE / "data" / name for name in ("data.csv", "images.npz", "files") if (HERE / "data" / name).exists()), None)


class Samples:
    """Numbered samples: `inputs(i)` gives the network's numbers, `targets[output][i]` what it is to answer."""

    def __init__(self, path):
        path = Path(path)
        if not path.exists():
            sys.exit(f"There is no {path}. Name the data with --data.")
        self.pictures = self.rows = self.windows = None
        self.folder = path.parent
        if path.is_dir():
            endings = FILES[INPUTS[0]["modality"]]
            files = [file for file in path.rglob("*") if file.suffix.lower() in endings and file.is_file()]
            files = [file for file in files if not any(part.startswith(".") for part in file.relative_to(path).parts)]
            files = [file for file in files if len(file.relative_to(path).parts) > 1]
            if INPUTS[0]["modality"] == "video":
                # A clip is a folder of pictures in the folder of its class.
                files = {file.parent for file in files if len(file.relative_to(path).parts) > 2}
            self.pictures = sorted(files, key=lambda file: _utf16(file.relative_to(path).as_posix()))
            labels = [file.relative_to(path).parts[0] for file in self.pictures]
        elif path.suffix == ".npz":
            with np.load(path) as arrays:
                self.pictures, classes = arrays["images"], OUTPUTS[0]["classes"]
                labels = [classes[index] for index in arrays["labels"]]
        else:
            self.rows = read_table(path, SETTINGS["table"])
            if "series" in SETTINGS:
                self.windows = Windows(self.rows)
        if self.windows is not None:
            values = {settings["name"]: self.windows.targets for settings in OUTPUTS}
            self.count = len(self.windows.values)
        elif self.rows is None:
            values = {settings["name"]: labels for settings in OUTPUTS}
            self.count = len(self.pictures)
        else:
            values = {settings["name"]: [target_of(settings, row) for row in self.rows] for settings in OUTPUTS}
            self.count = len(self.rows)
        self.targets = {
            settings["name"]: np.array([encode_target(settings, value) for value in values[settings["name"]]])
            for settings in OUTPUTS
        }
        self.usable = np.array([i for i in range(self.count) if self._is_usable(i)], dtype=int)
        if len(self.usable) == 0:
            sys.exit(f"No sample of {path} can be used: the targets are {', '.join(s['column'] for s in OUTPUTS)}.")

    def _is_usable(self, i):
        if any(np.isnan(values[i]).any() for values in self.targets.values()):
            return False
        if self.rows is None or self.windows is not None:
            return True
        pictures = [settings for settings in INPUTS if "column" in settings]
        names = [*SETTINGS["table"]["required"], *(settings["column"] for settings in pictures)]
        if any(is_blank(self.rows[i].get(name)) for name in names):
            return False
        return all(self._value(settings, self.rows[i]).is_file() for settings in pictures)

    def _value(self, settings, row):
        """What an input takes of a row: the picture that it names beside the table, or the row itself."""
        return self.folder / row[settings["column"]].replace("\\", "/") if "column" in settings else row

    def inputs(self, i):
        if self.windows is not None:
            return {settings["layer"]: encode(settings, self.windows.values[i]) for settings in INPUTS}
        value = self.pictures[i] if self.rows is None else self.rows[i]
        if self.rows is not None and any("column" in settings for settings in INPUTS):
            return {settings["layer"]: encode(settings, self._value(settings, value)) for settings in INPUTS}
        if INPUTS[0]["modality"] == "text":
            value = value[SETTINGS["table"]["text"]] or "" if self.rows is not None else read_text(value)
        return {settings["layer"]: encode(settings, value) for settings in INPUTS}

    def split(self, seed):
        """Three arrays of sample numbers: training, validation, test. The app's own split where the data is the same."""
        if self.windows is not None:
            return [np.array(part, dtype=int) for part in self.windows.parts]
        kept = Path(__file__).resolve().parent / "split.npz"
        if kept.exists() and seed == SETTINGS["split"]["seed"]:
            with np.load(kept) as arrays:
                parts = [arrays[name] for name in ("train", "validation", "test")]
            kept = np.sort(np.concatenate(parts))
            # Rows without a time or a part are in none of them.
            leaves = SETTINGS["split"].get("method") in ("order", "column")
            if np.array_equal(kept, self.usable) or (leaves and np.isin(kept, self.usable).all()):
                return parts
        split = SETTINGS["split"]
        method = split.get("method", "random")
        if self.rows is not None and method in ("group", "order", "column"):
            cells = [self.rows[i].get(split.get("column")) for i in self.usable]
            if method == "column":
                parts = [_part(cell, split.get("parts", {})) for cell in cells]
                return [self.usable[[part == name for part in parts]] for name in ("train", "validation", "test")]
            if method == "order":
                times = np.arange(len(cells)) if "column" not in split else _times(cells)
                known = np.flatnonzero(~np.isnan(times))
                return _cut(self.usable[known[np.argsort(times[known], kind="stable")]], split)
            if "column" in split:
                names = np.array([f"none {i}" if cell is None else f"cell {cell}" for i, cell in enumerate(cells)])
                groups = [self.usable[names == name] for name in np.random.default_rng(seed).permutation(np.unique(names))]
                # Whole groups, one after the other, to the part that lacks most.
                parts, wanted = {"train": [], "validation": [], "test": []}, {}
                for group in sorted(groups, key=len, reverse=True):
                    wanted = {name: split[name] * len(self.usable) - sum(map(len, part)) for name, part in parts.items()}
                    parts[max(wanted, key=wanted.get)].append(group)
                return [np.sort(np.concatenate(part)) if part else np.array([], int) for part in parts.values()]
        order = np.random.default_rng(seed).permutation(self.usable)
        if method == "folds":
            test = order[split.get("fold", 0) :: split.get("folds", 5)]
            rest = order[~np.isin(order, test)]
            train = round(len(rest) * split["train"] / ((split["train"] + split["validation"]) or 1))
            return rest[:train], rest[train:], test
        return _cut(order, split)


def _cut(order, split):
    """The first samples train, the next validate, the last test."""
    train = round(len(order) * split["train"])
    validation = round(len(order) * split["validation"])
    return order[:train], order[train : train + validation], order[train + validation :]


def _part(cell, parts):
    """The part that a cell names: as the settings say, or one of the usual words."""
    if cell is None or cell in parts:
        return parts.get(cell, "none")
    words = {"train": "train training learn fit", "validation": "val valid validation validate dev development"}
    words["test"] = "test testing eval evaluation holdout hold-out"
    return next((part for part, names in words.items() if cell.strip().lower() in names.split()), "none")


def _times(cells):
    """Points in time as numbers; NaN where there is none."""
    import datetime

    def time(cell):
        for read in (float, lambda text: datetime.datetime.fromisoformat(text.strip()).timestamp()):
            try:
                return read(cell)
            except (TypeError, ValueError):
                continue
        for shape in ("%d.%m.%Y", "%d.%m.%Y %H:%M", "%m/%d/%Y", "%m/%d/%Y %H:%M", "%d/%m/%Y", "%H:%M", "%H:%M:%S"):
            try:
                return datetime.datetime.strptime(str(cell).strip(), shape).timestamp()
            except ValueError:
                continue
        return math.nan

    return np.array([time(cell) for cell in cells], dtype=np.float64)


class Batches(keras.utils.PyDataset):
    """Batches of samples, read when they are needed; shuffled anew each epoch when a seed is given.

    `share` is a process's number and how many there are: each reads its part of every batch, all as many samples. Where a
    batch cannot be divided, some come twice and weigh nothing, and the others weigh so much more.
    """

    def __init__(self, samples, numbers, batch_size, shuffle_seed=None, class_weights=None, share=(0, 1), mixing=None):
        super().__init__()
        self.share = share
        self.samples = samples
        self.numbers = np.array(numbers)
        self.batch_size = batch_size
        self.shuffle_seed = shuffle_seed
        self.random = None if shuffle_seed is None else np.random.default_rng(shuffle_seed)
        self.mixer = None
        self.class_weights = class_weights or {}
        self.mixing = mixing
        self.turn = 0
        self.on_epoch_end()

    def __len__(self):
        return math.ceil(len(self.numbers) / self.batch_size)

    def __getitem__(self, index):
        numbers = self.numbers[index * self.batch_size : (index + 1) * self.batch_size]
        (rank, world), count = self.share, len(numbers)
        filled = math.ceil(count / world) * world
        places = np.arange(rank, filled, world)
        numbers = np.resize(numbers, filled)[places]
        counts = np.where(places < count, filled / count, 0).astype("float32")
        encoded = [self.samples.inputs(i) for i in numbers]
        inputs = {name: np.stack([entry[name] for entry in encoded]) for name in encoded[0]}
        targets, weights = {}, {}
        for settings in OUTPUTS:
            name = settings["name"]
            values = self.samples.targets[name][numbers]
            if settings["target"] == "onehot":
                targets[name] = keras.utils.to_categorical(values.astype(int), len(settings["classes"]))
            elif values.ndim > 1:
                targets[name] = values.astype("float32")
            else:
                targets[name] = values.astype("float32").reshape([-1, 1] if settings["rank"] else [-1])
            if name in self.class_weights and settings["task"] != "labels":
                weights[name] = counts * np.array(self.class_weights[name], dtype="float32")[values.astype(int)]
            else:
                weights[name] = counts
        inputs, targets = mixed(inputs, targets, self.mixing, self.mixer)
        only_input, only_output = len(INPUTS) == 1, len(OUTPUTS) == 1
        return (
            next(iter(inputs.values())) if only_input else inputs,
            next(iter(targets.values())) if only_output else targets,
            next(iter(weights.values())) if only_output else weights,
        )

    def on_epoch_end(self):
        if self.random is not None:
            self.random.shuffle(self.numbers)
            # Of its own in every epoch: all processes shuffle alike, whatever they have read before.
            self.mixer = np.random.default_rng([self.shuffle_seed, self.turn])
        self.turn += 1


def mixed(inputs, targets, how, random):
    """Samples of a batch laid over each other two by two, and their answers by the same shares (mixup, Zhang and others, 2018)."""
    if how is None:
        return inputs, targets
    alpha = {"gentle": 0.5, "even": 1.0}[how]
    shares = random.beta(alpha, alpha, len(next(iter(inputs.values()))))

    def mix(values):
        own = shares.reshape([-1] + [1] * (values.ndim - 1))
        return (values * own + values[::-1] * (1 - own)).astype("float32")

    return ({name: mix(values) for name, values in group.items()} for group in (inputs, targets))


def balanced_weights(samples, numbers):
    """Weights that make every class count the same in all: samples / (classes present * samples of the class).

    Of several labels a pair for each: what counts where it is not given, and where it is.
    """

    def balanced(counts):
        present = np.count_nonzero(counts)
        return [len(numbers) / (present * count) if count else 0.0 for count in counts]

    weights = {}
    for settings in OUTPUTS:
        if settings["task"] == "regression":
            continue
        values = samples.targets[settings["name"]][numbers]
        if settings["task"] == "labels":
            weights[settings["name"]] = [balanced([len(numbers) - given, given]) for given in values.sum(axis=0)]
        else:
            weights[settings["name"]] = balanced(np.bincount(values.astype(int), minlength=len(settings["classes"])))
    return weights


def resampled(samples, numbers, how, seed):
    """The numbers with every class as frequent as the most frequent one ("over": rare samples come again) or as the rarest ("under")."""
    name = next((settings["name"] for settings in OUTPUTS if settings["task"] not in ("regression", "labels")), None)
    if how == "none" or name is None:
        return numbers
    numbers = np.asarray(numbers)
    labels = samples.targets[name][numbers].astype(int)
    classes, counts = np.unique(labels[labels >= 0], return_counts=True)
    aim = counts.max() if how == "over" else counts.min()
    random = np.random.default_rng(seed)
    taken = [numbers[labels < 0]]
    for label, count in zip(classes, counts):
        own = numbers[labels == label]
        taken += [np.tile(own, aim // count), random.choice(own, aim % count, replace=False)]
    return np.sort(np.concatenate(taken))
