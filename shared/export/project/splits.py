"""Splits samples anew where the app's own split does not fit the data: by groups, in order of time, as a column says, by folds."""

import datetime
import math
import sys

import numpy as np

PARTS = ("train", "validation", "test")


def cut(order, split):
    """The first samples train, the next validate, the last test."""
    train = round(len(order) * split["train"])
    validation = round(len(order) * split["validation"])
    return order[:train], order[train : train + validation], order[train + validation :]


def named_part(cell, parts):
    """The part that a cell names: as the settings say, or one of the usual words."""
    if cell is None or cell in parts:
        return parts.get(cell, "none")
    words = {"train": "train training learn fit", "validation": "val valid validation validate dev development"}
    words["test"] = "test testing eval evaluation holdout hold-out"
    return next((part for part, names in words.items() if cell.strip().lower() in names.split()), "none")


def by_time(cells):
    """Points in time as numbers; NaN where there is none."""
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


def deal(groups, wanted):
    """Whole groups, the largest first, each to the part that lacks most of the samples that it wants: the groups of each part."""
    parts = [[] for _ in wanted]
    for group in sorted(groups, key=len, reverse=True):
        lacking = [want - sum(map(len, part)) for want, part in zip(wanted, parts)]
        parts[lacking.index(max(lacking))].append(group)
    return parts


def joined(groups):
    """The samples of these groups, in their order."""
    return np.sort(np.concatenate(groups)) if groups else np.array([], int)


def by_groups(split, groups):
    """No group is in two parts: shared out by the settings' shares, or the chosen fold tests and the others are shared out."""
    count = sum(map(len, groups))
    if split.get("method") != "folds":
        return tuple(map(joined, deal(groups, [split[part] * count for part in PARTS])))
    folds = deal(groups, [count / split.get("folds", 5)] * split.get("folds", 5))
    test = folds.pop(split.get("fold", 0))
    left, both = count - sum(map(len, test)), (split["train"] + split["validation"]) or 1
    rest = [group for fold in folds for group in fold]
    train, validation = deal(rest, [left * split[part] / both for part in ("train", "validation")])
    return joined(train), joined(validation), joined(test)


def by_lot(split, order):
    """The samples in this order, drawn before: cut by the settings' shares, or the chosen fold tests and the others are cut."""
    if split.get("method") != "folds":
        return cut(order, split)
    test = order[split.get("fold", 0) :: split.get("folds", 5)]
    rest = order[~np.isin(order, test)]
    train = round(len(rest) * split["train"] / ((split["train"] + split["validation"]) or 1))
    return rest[:train], rest[train:], test


def new_split(split, usable, cells, seed):
    """Sample numbers of training, validation and test: `usable` shared out as the settings ask.

    `cells` are what the settings' column says of each, or None where the data have no such column. What cannot be kept to
    is said, and the samples are then drawn by lot.
    """
    method, random = split.get("method", "random"), np.random.default_rng(seed)
    if method == "order" and "column" not in split:
        return cut(usable, split)
    if cells is not None and method == "column":
        parts = [named_part(cell, split.get("parts", {})) for cell in cells]
        return tuple(usable[[part == name for part in parts]] for name in PARTS)
    if cells is not None and method == "order":
        times = by_time(cells)
        known = np.flatnonzero(~np.isnan(times))
        return cut(usable[known[np.argsort(times[known], kind="stable")]], split)
    if cells is not None and method in ("group", "folds"):
        names = np.array([f"none {i}" if cell is None else f"cell {cell}" for i, cell in enumerate(cells)])
        return by_groups(split, [usable[names == name] for name in random.permutation(np.unique(names))])
    if method == "folders" or ("column" in split and method in ("group", "order", "column", "folds")):
        asked = "their folders" if method == "folders" else f'the column "{split["column"]}"'
        print(
            f"Layerloom split the samples by {asked}, which is not known here, so that they are drawn by lot: what belongs "
            "together may be in training and test alike, and figures look better than they are.",
            file=sys.stderr,
        )
    return by_lot(split, random.permutation(usable))
