"""Pictures with masks or boxes: which files belong together, what is marked in them, and how they are turned in training."""

import csv
import json
import re
import sys
from functools import cached_property

import numpy as np

from .config import CONFIG
from .preprocessing import READ, SETTINGS, box_overlap, window_of

ENDINGS = {".png", ".jpg", ".jpeg", ".webp", ".bmp", ".gif"}
IMAGE_FOLDER = re.compile(r"images?|imgs?|photos?|pictures?|jpegimages|inputs?|leftimg8bit|frames|rgb|originals?", re.I)
MASK_FOLDER = re.compile(
    r"masks?|labels?|annotations?|annots?|segmentations?|segmentationclass|targets?|gt|gtfine|ground_?truths?|segs?|trimaps?", re.I
)
MASK_ENDING = re.compile(r"[_-](?:masks?|seg|segmentation|labels?|gt|gtfine_labelids)$", re.I)


def picture_files(folder):
    """Picture files below a folder, in the order of their paths."""
    files = (file for file in folder.rglob("*") if file.suffix.lower() in ENDINGS and file.is_file())
    files = (file for file in files if not any(part.startswith(".") for part in file.relative_to(folder).parts))
    return sorted(files, key=lambda file: file.relative_to(folder).as_posix().encode("utf-16-be"))


def _role(path):
    """Whether a file is a mask, and the name that it shares with its picture: without what marks a mask."""
    *folders, _ = path.parts
    speaking = [part for part in folders if IMAGE_FOLDER.fullmatch(part) or MASK_FOLDER.fullmatch(part)]
    mask = bool(MASK_FOLDER.fullmatch(speaking[-1])) if speaking else bool(MASK_ENDING.search(path.stem))
    rest = [part for part in folders if part not in speaking]
    return mask, "/".join([*rest, MASK_ENDING.sub("", path.stem) if mask else path.stem])


class Masked:
    """A picture's mask."""

    def __init__(self, path):
        self.path = path

    def codes(self, settings):
        """The class of every pixel, [height, width] as the network has it: the nearest pixel's; what does not count is the last code."""
        from PIL import Image

        with Image.open(self.path) as image:
            whole = image if image.mode in ("1", "L", "P", "I", "I;16") else image.convert("RGB")
            values = np.asarray(whole).astype(np.int64)
        known, numbers = SETTINGS["masks"], values.ndim == 2
        if numbers != (known["form"] == "numbers"):
            sys.exit(f"The mask {self.path} holds {'numbers' if numbers else 'colours'}; {known['form']} were expected.")
        if not numbers:
            values = values @ [65536, 256, 1]
        names = [*known["values"], *([known["ignored"]] if known["ignored"] is not None else [])]
        given = np.array([int(name) if numbers else int(name[1:], 16) for name in names])
        order = np.argsort(given)
        place = np.minimum(np.searchsorted(given[order], values), len(given) - 1)
        if (given[order][place] != values).any():
            sys.exit(f"The mask {self.path} holds a value that no mask had in Layerloom. They are: {', '.join(names)}.")
        (rows, columns), (high, wide) = settings["shape"], values.shape
        left, top, width, height = window_of((wide, high), (columns, rows), READ[0].get("framing", "stretch"))
        nearest = lambda out, size: np.minimum(((np.arange(out) + 0.5) * (size / out)).astype(int), size - 1)
        down, across = top + nearest(rows, height), left + nearest(columns, width)
        inside = ((down >= 0) & (down < high))[:, None] & ((across >= 0) & (across < wide))[None]
        codes = order[place][np.clip(down, 0, high - 1)][:, np.clip(across, 0, wide - 1)]
        # What lies beyond the picture counts for nothing.
        return np.where(inside, codes, len(settings["classes"]))


def masked_pictures(path):
    """Pictures and their masks: files of the same name in a folder, or the two columns of a table that name them."""
    if not path.is_dir():
        rows = _small_table(path)
        names = [name for name in rows[0] if all(re.search(r"\.\w{3,4}$", row[name]) for row in rows[:200])] if rows else []
        if len(names) < 2:
            sys.exit(f"{path} has no two columns of picture files.")
        mask = next((name for name in names if re.search("mask|label|annot|seg|target|truth", name, re.I)), names[1])
        image = next(name for name in names if name != mask)
        return [_beside(path, row[image]) for row in rows], [Masked(_beside(path, row[mask])) for row in rows]
    images, masks = {}, {}
    for file in picture_files(path):
        mask, key = _role(file.relative_to(path))
        (masks if mask else images).setdefault(key, file)
    keys = [key for key in images if key in masks]
    if not keys:
        sys.exit(f"{path} has no pictures with masks of the same names: a folder \"images\" and a folder \"masks\" are expected.")
    return [images[key] for key in keys], [Masked(masks[key]) for key in keys]


class Boxed:
    """A picture's boxes, in its own pixels: [left, top, width, height] and what is in it."""

    def __init__(self, path):
        self.path, self.marked = path, []

    @cached_property
    def size(self):
        from PIL import Image, ImageOps

        with Image.open(self.path) as image:
            return ImageOps.exif_transpose(image).size

    def boxes(self, settings):
        """Boxes of known classes as shares of what the network sees, cut at its edges; without those of which too little is left."""
        found, (across, down) = [], self.size
        x, y, width_seen, height_seen = window_of(self.size, (READ[0]["width"], READ[0]["height"]), READ[0].get("framing", "stretch"))
        for (left, top, width, height), label in self.marked:
            x1, x2 = (min(across, max(0, x)) for x in (left, left + width))
            y1, y2 = (min(down, max(0, y)) for y in (top, top + height))
            if label not in settings["classes"] or width <= 0 or height <= 0 or x2 - x1 < 0.5 or y2 - y1 < 0.5:
                continue
            l, r = (min(1, max(0, (edge - x) / width_seen)) for edge in (x1, x2))
            t, b = (min(1, max(0, (edge - y) / height_seen)) for edge in (y1, y2))
            # Of a thing that lies mostly outside too little is seen.
            if (r - l) * width_seen * (b - t) * height_seen >= 0.25 * (x2 - x1) * (y2 - y1):
                found.append({"label": label, "box": [l, t, r - l, b - t]})
        return found


def boxed_pictures(path):
    """Pictures and what is marked in them: by COCO files and tables in a folder, or one such file with the pictures beside it."""
    files = [path] if path.is_file() else sorted(file for file in path.rglob("*") if file.suffix in (".json", ".csv", ".tsv", ".txt"))
    by_name = {}
    for file in picture_files(path if path.is_dir() else path.parent):
        by_name.setdefault(file.name, []).append(file)
    found = []
    for file in files:
        for name, things in (_coco(file) if file.suffix == ".json" else _box_table(file)).items():
            same = by_name.get(name.rsplit("/", 1)[-1], [])
            picture = next((one for one in same if one.as_posix().endswith(f"/{name}")), same[0] if len(same) == 1 else None)
            if picture is not None:
                found.append(Boxed(picture))
                found[-1].marked = things
    if not found:
        sys.exit(f"{path} has no pictures with boxes: a COCO file or a table with file, label, x, y, width and height is expected.")
    return [one.path for one in found], found


def _coco(path):
    """Boxes by picture of COCO's instances; crowds are left out."""
    with open(path, encoding="utf-8-sig") as file:
        read = json.load(file)
    if not isinstance(read, dict) or "images" not in read or "annotations" not in read:
        return {}
    names = {str(one["id"]): one["name"] for one in read.get("categories", [])}
    pictures = {str(one["id"]): (one["file_name"].replace("\\", "/"), []) for one in read["images"]}
    for one in read["annotations"]:
        if one.get("iscrowd") != 1 and str(one.get("image_id")) in pictures and len(one.get("bbox", [])) == 4:
            pictures[str(one["image_id"])][1].append((one["bbox"], names.get(str(one.get("category_id")))))
    return dict(pictures.values())


COLUMNS = {
    "file": r"file|file_?name|file_?path|image|image_?(?:file|path|id|name)|path|picture|photo|img",
    "label": r"label|labels|class|class_?name|category|name|object|type",
    "left": r"x_?min|left|x1|bbox_x_?min",
    "top": r"y_?min|top|y1|bbox_y_?min",
    "right": r"x_?max|right|x2|bbox_x_?max",
    "bottom": r"y_?max|bottom|y2|bbox_y_?max",
    "x": r"x|bbox_x",
    "y": r"y|bbox_y",
    "width": r"w|width|box_?width|bbox_w(?:idth)?",
    "height": r"h|height|box_?height|bbox_h(?:eight)?",
}


def _box_table(path):
    """Boxes by picture of a table with a box on each row; a row with a file alone is a picture with nothing in it."""
    rows = _small_table(path)
    given = {role: next((name for name in rows[0] if re.fullmatch(pattern, name, re.I)), None) for role, pattern in COLUMNS.items()} if rows else {}
    corners = ["left", "top", "right", "bottom"]
    sides = ["x" if given.get("x") else "left", "y" if given.get("y") else "top", "width", "height"]
    roles = corners if all(given.get(role) for role in corners) else sides
    if not all(given.get(role) for role in ("file", "label", *roles)):
        return {}
    pictures = {}
    for row in rows:
        things = pictures.setdefault(row[given["file"]].replace("\\", "/"), [])
        try:
            a, b, c, d = (float(row[given[role]]) for role in roles)
        except ValueError:
            continue
        things.append(([a, b, c - a, d - b] if roles is corners else [a, b, c, d], row[given["label"]]))
    return pictures


def _small_table(path):
    """Rows of a table of text as dicts; comma, semicolon or tab, whichever the first line has most of."""
    with open(path, encoding="utf-8-sig", newline="") as file:
        text = file.read()
    delimiter = max([",", ";", "\t"], key=text.split("\n", 1)[0].count)
    lines = [[cell.strip() for cell in line] for line in csv.reader(text.splitlines(keepends=True), delimiter=delimiter)]
    names, *rows = [line for line in lines if any(line)] or [[]]
    return [dict(zip(names, [*row, *[""] * len(names)])) for row in rows]


def _beside(path, name):
    return path.parent / name.replace("\\", "/")


def draw_place(random):
    """How a picture is turned in training: mirrored, upside down, and with rows and columns exchanged where it is a square."""
    variation, picture = CONFIG["variation"], READ[0]
    mirrored, flipped, exchanged = random.random(3) < 0.5
    square = picture["width"] == picture["height"]
    return (
        mirrored and variation != "none",
        flipped and variation in ("flips", "turns"),
        exchanged and variation == "turns" and square,
    )


def placed(grid, place):
    """A grid [height, width, ...] turned so."""
    if place is None:
        return grid
    mirrored, flipped, exchanged = place
    grid = grid[:, ::-1] if mirrored else grid
    grid = grid[::-1] if flipped else grid
    return np.swapaxes(grid, 0, 1) if exchanged else grid


def _placed_box(box, place):
    if place is None:
        return box
    (left, top, width, height), (mirrored, flipped, exchanged) = box, place
    x = 1 - left - width if mirrored else left
    y = 1 - top - height if flipped else top
    return [y, x, height, width] if exchanged else [x, y, width, height]


def boxes_as_grid(things, settings, place=None):
    """Things as a grid [rows, columns, 5 + classes]: something is there, its centre in the cell, roots of its size, its class.

    Of several things in a cell the largest stays.
    """
    grid = np.zeros(settings["shape"], "float32")
    rows, columns = grid.shape[:2]
    for thing in sorted(things, key=lambda one: one["box"][2] * one["box"][3]):
        left, top, width, height = _placed_box(thing["box"], place)
        x, y = (left + width / 2) * columns, (top + height / 2) * rows
        column, row = min(columns - 1, max(0, int(x))), min(rows - 1, max(0, int(y)))
        cell = np.zeros(grid.shape[2], "float32")
        cell[:5] = 1, min(1, max(0, x - column)), min(1, max(0, y - row)), width**0.5, height**0.5
        cell[5 + settings["classes"].index(thing["label"])] = 1
        grid[row, column] = cell
    return grid


def _average_precision(pictures, label):
    """Area under precision over recall as in Pascal VOC (2010 and later), at an overlap of one half; None without boxes of the class."""
    count, ranked = 0, []
    for truths, found in pictures:
        own = [thing["box"] for thing in truths if thing["label"] == label]
        count += len(own)
        ranked.append((own, [thing for thing in found if thing["label"] == label], set()))
    if count == 0:
        return None
    surest = sorted(((thing, own, taken) for own, found, taken in ranked for thing in found), key=lambda one: -one[0]["score"])
    right, points = 0, []
    for rank, (thing, own, taken) in enumerate(surest, 1):
        fits = [box_overlap(truth, thing["box"]) for truth in own]
        best = int(np.argmax(fits)) if fits else -1
        if best >= 0 and fits[best] >= 0.5 and best not in taken:
            taken.add(best)
            right += 1
        points.append((right / count, right / rank))
    area = best = 0.0
    for place in range(len(points) - 1, -1, -1):
        best = max(best, points[place][1])
        area += best * (points[place][0] - (points[place - 1][0] if place else 0))
    return area


def score_boxes(pictures, classes, shown=0.5):
    """Mean average precision, and the mean overlap of true boxes with the shown box of their class that fits best."""
    precisions = [area for area in (_average_precision(pictures, label) for label in classes) if area is not None]
    overlaps = [
        max([0.0, *(box_overlap(thing["box"], truth["box"]) for thing in found if thing["label"] == truth["label"] and thing["score"] >= shown)])
        for truths, found in pictures
        for truth in truths
    ]
    return {
        "mean_average_precision": sum(precisions) / max(1, len(precisions)),
        "mean_overlap": sum(overlaps) / max(1, len(overlaps)),
    }
