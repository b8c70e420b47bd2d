"""Reads the data: a table (CSV), sentences with tags, a folder with one folder of files per class, pictures with masks or boxes, or an .npz of images and labels."""

import math
import sys
from pathlib import Path

import keras
import numpy as np

from .config import CONFIG
from .pictures import boxed_pictures, draw_place, masked_pictures, placed
from .preprocessing import HERE, NOISE, READ, SETTINGS, encode, encode_target, is_blank, target_of, to_text
from .sounds import vary_sound
from .splits import new_split
from .tables import Windows, read_sentences, read_table, read_text, utf16
from .targets import TARGETS, Rebuilt, Single

FILES = {
    "image": {".png", ".jpg", ".jpeg", ".webp", ".bmp", ".gif"},
    "text": {".txt", ".text", ".md"},
    "audio": {".wav", ".wave"},
    "video": {".png", ".jpg", ".jpeg", ".webp", ".bmp", ".gif"},
}
# Outputs whose targets the data say outright, one answer a sample; the others make theirs of pictures, texts or inputs.
SINGLE = [target for target in TARGETS if type(target) is Single]
REBUILT = {target.layer for target in TARGETS if isinstance(target, Rebuilt)}


def data_here():
    """The data that came with the project; None where none did."""
    return next((HERE / "data" / name for name in ("data.csv", "images.npz", "files") if (HERE / "data" / name).exists()), None)


def given(path):
    """The data under the name that a cloud gives it: a bucket is mounted under /gcs, a file lies alone in a folder."""
    path = Path(str(path).replace("gs://", "/gcs/", 1))
    inside = [entry for entry in path.iterdir() if not entry.name.startswith(".")] if path.is_dir() else []
    files = [entry for entry in inside if entry.suffix.lower() in (".csv", ".tsv", ".npz")]
    return files[0] if len(files) == 1 and not any(entry.is_dir() for entry in inside) else path


def noise(i, turn):
    """Random numbers for a sample, N(0, 1): others every time the data are gone through, always the same outside of training."""
    def drawn(settings):
        random = np.random.default_rng([*(turn or (CONFIG["seed"],)), i])
        return random.standard_normal(len(settings["columns"])).astype("float32")

    return {settings["layer"]: drawn(settings) for settings in NOISE}


class Samples:
    """Numbered samples: `batch` gives the network's numbers and what it is to answer."""

    def __init__(self, path):
        path = given(path)
        if not path.exists():
            sys.exit(f"There is no {path}. Name the data with --data.")
        self.pictures = self.rows = self.windows = self.marks = None
        labels = []
        self.folder = path.parent
        if "masks" in SETTINGS:
            self.pictures, self.marks = masked_pictures(path)
        elif "boxes" in SETTINGS:
            self.pictures, self.marks = boxed_pictures(path)
        elif "tags" in SETTINGS:
            self.rows = list(read_sentences(path))
        elif path.is_dir():
            endings = FILES[READ[0]["modality"]]
            files = [file for file in path.rglob("*") if file.suffix.lower() in endings and file.is_file()]
            files = [file for file in files if not any(part.startswith(".") for part in file.relative_to(path).parts)]
            files = [file for file in files if len(file.relative_to(path).parts) > 1]
            if READ[0]["modality"] == "video":
                # A clip is a folder of pictures in the folder of its class.
                files = {file.parent for file in files if len(file.relative_to(path).parts) > 2}
            self.pictures = sorted(files, key=lambda file: utf16(file.relative_to(path).as_posix()))
            labels = [file.relative_to(path).parts[0] for file in self.pictures]
        elif path.suffix == ".npz":
            with np.load(path) as arrays:
                self.pictures, classes = arrays["images"], SETTINGS["classes"]
                labels = [classes[index] for index in arrays["labels"]]
        else:
            self.rows = read_table(path, SETTINGS["table"])
            if "series" in SETTINGS:
                self.windows = Windows(self.rows)
        column = SETTINGS["onlyColumn"]
        if self.rows is not None and column is not None:
            labels = [to_text(row.get(column)) for row in self.rows]
        self.labels = np.array(labels)
        self.count = next(len(all) for all in (self.windows and self.windows.values, self.rows, self.pictures) if all is not None)
        self.targets = {
            target.name: np.array([encode_target(target.settings, self._answer(target.settings, i, labels)) for i in range(self.count)])
            for target in SINGLE
        }
        self.usable = np.array([i for i in range(self.count) if self._is_usable(i)], dtype=int)
        if len(self.usable) == 0:
            sys.exit(f"No sample of {path} can be used: the targets are {', '.join(one.settings['column'] for one in TARGETS)}.")

    def said(self, i):
        """The name of a class for every token or row of a sample, None where the data say none."""
        return self.rows[i]["tags"] if self.windows is None else self.windows.targets[i]

    def _answer(self, settings, i, labels):
        """What the data say of a sample's target."""
        if self.windows is not None:
            return self.windows.targets[i]
        return labels[i] if self.rows is None else target_of(settings, self.rows[i])

    def _is_usable(self, i):
        if any(np.isnan(values[i]).any() for values in self.targets.values()):
            return False
        if self.rows is None or self.windows is not None:
            return True
        pictures = [settings for settings in READ if "column" in settings]
        names = [*SETTINGS["table"]["required"], *(settings["column"] for settings in pictures)]
        if any(is_blank(self.rows[i].get(name)) for name in names):
            return False
        return all(self._value(settings, self.rows[i]).is_file() for settings in pictures)

    def _value(self, settings, row):
        """What an input takes of a row: the picture that it names beside the table, or the row itself."""
        return self.folder / row[settings["column"]].replace("\\", "/") if "column" in settings else row

    def inputs(self, i, random=None):
        """Numbers of a sample by input layer; `random`: a training sound is varied by what it draws."""
        if self.windows is not None:
            return {settings["layer"]: encode(settings, self.windows.values[i]) for settings in READ}
        value = self.pictures[i] if self.rows is None else self.rows[i]
        if self.rows is not None and any("column" in settings for settings in READ):
            return {settings["layer"]: encode(settings, self._value(settings, value)) for settings in READ}
        if READ[0]["modality"] == "text":
            columns = SETTINGS["table"]["texts"] if self.rows is not None else {}
            texts = {source: value[column] or "" for source, column in columns.items()}
            whole = read_text(value) if self.rows is None else ""
            return {settings["layer"]: encode(settings, texts.get(settings["source"], whole)) for settings in READ}
        sounds = CONFIG["sounds"] if random is not None else None
        vary = None if sounds is None else lambda wave: vary_sound(wave, READ[0]["rate"], sounds, random)
        return {settings["layer"]: encode(settings, value, vary) for settings in READ}

    def _sample(self, i, turn):
        varied = CONFIG["variation"] != "none" or CONFIG["noise"] > 0 or CONFIG["sounds"] is not None
        # Of its own for every sample and turn: whoever reads it gets the same.
        random = np.random.default_rng([*turn, i]) if turn is not None and varied else None
        inputs, place = {**self.inputs(i, random), **noise(i, turn)}, None
        if random is not None:
            place = draw_place(random) if self.marks is not None else None
            inputs = {layer: placed(array, place) for layer, array in inputs.items()}
        targets = {target.name: target.value(self, i, inputs, place) for target in TARGETS}
        if random is not None:
            strength = CONFIG["noise"]
            for layer in REBUILT:
                inputs[layer] = (inputs[layer] + strength * random.standard_normal(inputs[layer].shape)).astype("float32")
        return inputs, targets

    def batch(self, numbers, turn=None):
        """Inputs by layer and targets by output of these samples.

        `turn`, (seed, how many times the data were gone through), has them varied as in training: turned, under noise.
        """
        samples = [self._sample(i, turn) for i in numbers]
        return tuple({name: np.stack([sample[side][name] for sample in samples]) for name in samples[0][side]} for side in (0, 1))

    def split(self, seed):
        """Three arrays of sample numbers: training, validation, test. The app's own split where the data is the same.

        Where one class alone is learned from, the first two hold no other.
        """
        train, validation, test = self._split(seed)
        only = SETTINGS["only"]
        if only is not None and len(self.labels):
            train, validation = (part[self.labels[part] == only] for part in (train, validation))
        return train, validation, test

    def _split(self, seed):
        if self.windows is not None and self.windows.parts is not None:
            return [np.array(part, dtype=int) for part in self.windows.parts]
        kept = HERE / "split.npz"
        if kept.exists() and seed == SETTINGS["split"]["seed"]:
            with np.load(kept) as arrays:
                parts = [arrays[name] for name in ("train", "validation", "test")]
            kept = np.sort(np.concatenate(parts))
            # Rows without a time or a part are in none of them, and neither is what the run did not learn from.
            leaves = SETTINGS["split"].get("method") in ("order", "column") or SETTINGS["split"]["leaves"]
            if np.array_equal(kept, self.usable) or (leaves and np.isin(kept, self.usable).all()):
                return parts
        return new_split(SETTINGS["split"], self.usable, self._cells(SETTINGS["split"].get("column")), seed)

    def _cells(self, column):
        """What the split's column says of each usable sample (of a window its group); None where the data have no such column."""
        if self.windows is not None:
            return [self.windows.groups[i] for i in self.usable]
        known = self.rows is not None and any(column in row for row in self.rows)
        return [self.rows[i].get(column) for i in self.usable] if known else None


class Batches(keras.utils.PyDataset):
    """Batches of samples, read when they are needed; shuffled anew each epoch when a seed is given.

    `share` is a process's number and how many there are: each reads its part of every batch, all as many samples. Where a
    batch cannot be divided, some come twice and weigh nothing, and the others weigh so much more.
    """

    def __init__(self, samples, numbers, batch_size, shuffle_seed=None, class_weights=None, share=(0, 1), mixing=None, workers=1):
        super().__init__(workers=workers)
        self.share = share
        self.samples = samples
        self.numbers = np.array(numbers)
        self.batch_size = batch_size
        self.shuffle_seed = shuffle_seed
        self.random = None if shuffle_seed is None else np.random.default_rng(shuffle_seed)
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
        # Of its own in every epoch: all processes vary alike, whatever they have read before.
        turn = None if self.random is None else (self.shuffle_seed, self.turn)
        inputs, values = self.samples.batch(numbers, turn)
        targets, weights = {}, {}
        for target in TARGETS:
            # Several labels are weighed one by one, within the loss.
            known = None if target.settings["task"] == "labels" else self.class_weights.get(target.name)
            learned = target.learned(values[target.name])
            each = target.weights(values[target.name], known)
            if each.ndim > 1:
                # The mean over all places becomes that over those that count.
                each *= each.size / max(1.0, learned.sum())
            # Keras' losses give a number for everything but the last axis; those that see a sample whole give one.
            axes = 1 if target.settings["whole"] else max(1, learned.ndim - 1)
            each = each * counts.reshape([-1] + [1] * (each.ndim - 1))
            targets[target.name], weights[target.name] = learned, each.reshape(each.shape + (1,) * (axes - each.ndim))
        random = None if turn is None else np.random.default_rng([*turn, index])
        inputs, targets = mixed(inputs, targets, self.mixing, random)
        only_input, only_output = len(inputs) == 1, len(TARGETS) == 1
        return (
            next(iter(inputs.values())) if only_input else inputs,
            next(iter(targets.values())) if only_output else targets,
            next(iter(weights.values())) if only_output else weights,
        )

    def on_epoch_end(self):
        if self.random is not None:
            self.random.shuffle(self.numbers)
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
    """Weights by output that make every class count the same in all, for outputs that have classes."""
    weights = {target.name: target.balanced(samples, numbers) for target in TARGETS}
    return {name: found for name, found in weights.items() if found is not None}


def resampled(samples, numbers, how, seed):
    """The numbers with every class as frequent as the most frequent one ("over": rare samples come again) or as the rarest ("under")."""
    name = next((target.name for target in SINGLE if target.settings["task"] not in ("regression", "labels")), None)
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
