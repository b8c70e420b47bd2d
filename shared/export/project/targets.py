"""What an output learns of a sample, and how well: every sort of target is a class in KINDS. Keras and PyTorch share them."""

import math

import numpy as np

from .pictures import boxes_as_grid, placed, score_boxes
from .preprocessing import OUTPUTS, READ, SETTINGS, decode_boxes, in_units

PADDING, END = 0, 3


def _balanced(counts):
    """Weights that make every class count the same in all: all / (classes present * those of the class)."""
    present = np.count_nonzero(counts)
    return [sum(counts) / (present * count) if count else 0.0 for count in counts]


def _input(source):
    return next(settings for settings in READ if settings["source"] == source)


class Single:
    """One class, one value, several labels, or the steps of a forecast: `samples.targets` has those of all samples."""

    def __init__(self, settings):
        self.settings, self.name = settings, settings["name"]

    @staticmethod
    def fits(settings):
        return True

    def value(self, samples, number, inputs, place):
        """A sample's target: as the data have it, in numbers. `place`: how its picture was turned."""
        return samples.targets[self.name][number]

    def learned(self, values):
        """What the loss compares a batch of answers with."""
        if self.settings["target"] == "onehot":
            return np.eye(len(self.settings["classes"]), dtype="float32")[values.astype(int)]
        if values.ndim > 1:
            return values.astype("float32")
        return values.astype("float32").reshape([-1, 1] if self.settings["rank"] else [-1])

    def balanced(self, samples, numbers):
        """Weights of the classes, by which all of them count the same; of several labels a pair for each. None without classes."""
        if self.settings["task"] == "regression":
            return None
        values = samples.targets[self.name][numbers]
        if self.settings["task"] == "labels":
            return [_balanced([len(numbers) - given, given]) for given in values.sum(axis=0)]
        return _balanced(np.bincount(values.astype(int), minlength=len(self.settings["classes"])))

    def weights(self, values, known=None):
        """What samples of a batch count, or each of a sample's answers."""
        if known is None:
            return np.ones(len(values), "float32")
        if self.settings["task"] == "labels":
            absent, there = np.asarray(known).T
            return (values * there + (1 - values) * absent).astype("float32")
        return np.array(known, "float32")[values.astype(int)]

    def measure(self, samples, numbers, truth, answer):
        """Sums over a batch of answers, to be added to those of others."""
        flat = answer.reshape(len(truth), -1)
        if self.settings["task"] == "regression":
            error = in_units(self.settings, answer.reshape(truth.shape)) - in_units(self.settings, truth)
            error = error.reshape(len(truth), -1)
            return {"mae": np.abs(error).mean(axis=1).sum(), "mse": (error**2).mean(axis=1).sum()}
        if self.settings["task"] == "labels":
            right = (flat > 0.5) == (truth > 0.5)
            return {"label_accuracy": right.mean(axis=1).sum(), "exact_match": right.all(axis=1).sum()}
        index = (flat[:, 0] > 0.5).astype(int) if flat.shape[1] == 1 else flat.argmax(axis=1)
        return {"accuracy": (index == truth).sum()}

    def figures(self, sums, count):
        """Figures of all answers from the sums of all batches."""
        means = {name: float(value) / count for name, value in sums.items()}
        return {name.replace("mse", "rmse"): value**0.5 if name == "mse" else value for name, value in means.items()}


class Rebuilt(Single):
    """The input itself, as it was before any noise was laid over it."""

    @staticmethod
    def fits(settings):
        return "rebuilds" in settings

    def __init__(self, settings):
        super().__init__(settings)
        self.layer = _input(settings["rebuilds"])["layer"]

    def value(self, samples, number, inputs, place):
        return inputs[self.layer]

    def learned(self, values):
        return values.astype("float32")

    def balanced(self, samples, numbers):
        return None

    def measure(self, samples, numbers, truth, answer):
        error = (answer.astype(np.float64) - truth).reshape(len(truth), -1)
        each = (error**2).mean(axis=1)
        sums = {"mae": np.abs(error).mean(axis=1).sum(), "mse": each.sum()}
        only = SETTINGS["only"]
        return sums if only is None else {**sums, "odd": list(zip(each.tolist(), samples.labels[numbers] != only))}

    def figures(self, sums, count):
        odd = sums.pop("odd", [])
        area = _area([error for error, _ in odd], [strange for _, strange in odd])
        return {**super().figures(sums, count), **({} if area is None else {"auc": area})}


class Made(Single):
    """Samples made of noise, which imitate those of an input: a real one is what they are to be held for."""

    # Comparing all with all takes time by the square of their number.
    MOST, MOST_DIFFERENCES, NEIGHBOURS = 1000, 2e8, 5

    @staticmethod
    def fits(settings):
        return "imitates" in settings

    def __init__(self, settings):
        super().__init__(settings)
        self.layer = next(read["layer"] for read in READ if read["source"] == settings["imitates"])

    def value(self, samples, number, inputs, place):
        return inputs[self.layer]

    def learned(self, values):
        return np.ones((len(values), 1), "float32")

    def balanced(self, samples, numbers):
        return None

    def measure(self, samples, numbers, truth, answer):
        return {"pairs": list(zip(truth.reshape(len(truth), -1), answer.reshape(len(truth), -1)))}

    def figures(self, sums, count):
        """Whether each looks real (precision, Kynkäänniemi and others, 2019), and whether all sorts of real ones are made (coverage, Naeem and others, 2020)."""
        width = sums["pairs"][0][0].size
        pairs = sums["pairs"][: min(self.MOST, int((self.MOST_DIFFERENCES / width) ** 0.5))]
        real, made = (np.stack(side).astype(np.float64) for side in zip(*pairs))
        # The first is the sample itself.
        neighbour = min(self.NEIGHBOURS, len(real) - 1)
        reach = np.array([np.sort(((real - one) ** 2).sum(axis=1))[neighbour] for one in real])
        within = np.array([((real - one) ** 2).sum(axis=1) <= reach for one in made])
        return {"lifelike": within.any(axis=1).mean(), "variety": within.any(axis=0).mean()}


def _area(scores, marked):
    """The chance that a marked sample's score is above an unmarked one's; None where one sort is missing."""
    ranks, marked = {}, np.array(marked, dtype=bool)
    for place, score in enumerate(sorted(scores), 1):
        ranks.setdefault(score, []).append(place)
    sums = sum(np.mean(ranks[score]) for score, mark in zip(scores, marked) if mark)
    marks, others = marked.sum(), (~marked).sum()
    return float((sums - marks * (marks + 1) / 2) / (marks * others)) if marks and others else None


class Places(Single):
    """A class at every place of a sample, as codes; a place whose code is `ignores` counts in neither loss nor figures."""

    def counting(self, values):
        return values != self.settings.get("ignores", math.inf)

    def learned(self, values):
        counts = self.counting(values)
        rows = np.eye(len(self.settings["classes"]), dtype="float32")[np.where(counts, values, 0).astype(int)]
        return rows * counts[..., None]

    def balanced(self, samples, numbers):
        return None

    def weights(self, values, known=None):
        counts = self.counting(values)
        if self.settings["whole"] or (known is None and "ignores" not in self.settings):
            return np.ones(len(values), "float32")
        each = 1.0 if known is None else np.array(known)[np.where(counts, values, 0).astype(int)]
        return (counts * each).astype("float32")


class NextToken(Places):
    """The token that follows at every place of a text."""

    @staticmethod
    def fits(settings):
        return "continues" in settings or "follows" in settings

    def __init__(self, settings):
        super().__init__(settings)
        self.text = _input(settings.get("continues", settings.get("follows")))

    def value(self, samples, number, inputs, place):
        ids = np.asarray(inputs[self.text["layer"]])
        known = ids[ids != PADDING]
        if "follows" in self.settings:
            # What has been written so far opens with a mark: every place is followed by the next token, the last by the end.
            return np.pad(np.append(known[1:], END), (0, len(ids) - len(known)))
        # Padding stands on one side only; a text that fills its whole length may have been cut.
        last = PADDING if len(known) < len(ids) else self.settings["ignores"]
        first = int(np.argmax(ids != PADDING))
        following = np.full(len(ids), self.settings["ignores"])
        following[first : first + len(known)] = np.append(known[1:], last)[: len(known)]
        return following

    def measure(self, samples, numbers, truth, answer):
        counts = self.counting(truth)
        codes = np.where(counts, truth, 0).astype(int)
        chance = np.take_along_axis(answer, codes[..., None], axis=-1)[..., 0] / answer.sum(axis=-1)
        surprise = -np.log(np.clip(chance, 1e-7, 1 - 1e-7))
        right = answer.argmax(axis=-1) == codes
        sums = {"counted": counts.sum(), "surprise": surprise[counts].sum(), "right": right[counts].sum()}
        return {**sums, "whole": (right | ~counts).all(axis=-1).sum()} if "follows" in self.settings else sums

    def figures(self, sums, count):
        counted = max(1, sums["counted"])
        found = {"accuracy": sums["right"] / counted, "perplexity": math.exp(sums["surprise"] / counted)}
        return {**found, **({"exact_match": sums["whole"] / count} if "whole" in sums else {})}


class Told(Places):
    """A class that the data say of every place: `codes` of a sample has them."""

    def codes(self, samples, number):
        raise NotImplementedError

    def value(self, samples, number, inputs, place):
        return placed(self.codes(samples, number), place)

    def balanced(self, samples, numbers):
        classes = len(self.settings["classes"])
        # What counts for nothing has the code after the last class.
        all = (self.codes(samples, number).ravel() for number in numbers)
        return _balanced(sum(np.bincount(codes, minlength=classes + 1)[:classes] for codes in all))

    def measure(self, samples, numbers, truth, answer):
        classes, counts = len(self.settings["classes"]), self.counting(truth)
        both = truth[counts].astype(int) * classes + answer.argmax(axis=-1)[counts]
        return {"confusion": np.bincount(both, minlength=classes**2).reshape(classes, classes)}


class Mask(Told):
    """A class for every pixel of a picture."""

    @staticmethod
    def fits(settings):
        return settings["task"] == "classification" and len(settings.get("shape", [])) == 2

    def codes(self, samples, number):
        return samples.marks[number].codes(self.settings)

    def figures(self, sums, count):
        pixels = sums["confusion"]
        right, either = np.diag(pixels), pixels.sum(axis=0) + pixels.sum(axis=1)
        # Mean over the classes that are in the masks or in the answers.
        seen = either > 0
        right, either = right[seen], either[seen]
        return {
            "mean_iou": float((right / (either - right)).mean()),
            "mean_dice": float((2 * right / either).mean()),
            "pixel_accuracy": float(right.sum() / max(1, pixels.sum())),
        }


class InTurn(Told):
    """A class for every token of a text, or for every row of a series that is seen or forecast."""

    @staticmethod
    def fits(settings):
        return settings["task"] == "classification" and len(settings.get("shape", [])) == 1

    def __init__(self, settings):
        super().__init__(settings)
        self.code_of = {name: code for code, name in enumerate(settings["classes"])}

    def codes(self, samples, number):
        codes = np.full(self.settings["shape"], len(self.code_of))
        for place, name in enumerate(samples.said(number)[: len(codes)]):
            codes[place] = self.code_of.get(name, len(self.code_of))
        return codes

    def measure(self, samples, numbers, truth, answer):
        right = answer.argmax(axis=-1) == truth
        whole = (right | ~self.counting(truth)).all(axis=-1).sum()
        return {**super().measure(samples, numbers, truth, answer), "whole": whole}

    def figures(self, sums, count):
        places = sums["confusion"]
        right, either = np.diag(places), places.sum(axis=0) + places.sum(axis=1)
        return {
            "accuracy": float(right.sum() / max(1, places.sum())),
            "macro_f1": float((2 * right / np.maximum(1, either)).mean()),
            "exact_match": sums["whole"] / count,
        }


class Boxes(Single):
    """Boxes around things, as the grid of numbers that a single-shot detector learns."""

    # Boxes as unsure as this still count for the average precision, which goes through all of them, the surest first.
    LEAST = 0.05

    @staticmethod
    def fits(settings):
        return settings["task"] == "detection"

    def value(self, samples, number, inputs, place):
        return boxes_as_grid(samples.marks[number].boxes(self.settings), self.settings, place)

    def learned(self, values):
        return values.astype("float32")

    def balanced(self, samples, numbers):
        return None

    def measure(self, samples, numbers, truth, answer):
        # The data's own boxes, not those of the grid: what a grid has no room for counts as missed.
        truths = [samples.marks[number].boxes(self.settings) for number in numbers]
        return {"pictures": [(true, decode_boxes(self.settings, each, self.LEAST)) for true, each in zip(truths, answer)]}

    def figures(self, sums, count):
        return score_boxes(sums["pictures"], self.settings["classes"])


KINDS = (Boxes, Rebuilt, Made, NextToken, Mask, InTurn, Single)
TARGETS = [next(kind for kind in KINDS if kind.fits(settings))(settings) for settings in OUTPUTS]


class Tally:
    """Gathers what `measure` says of batches; `figures` are of all of them."""

    def __init__(self, samples):
        self.samples, self.count, self.sums = samples, 0, {target.name: {} for target in TARGETS}

    def add(self, numbers, truths, answers):
        """`truths`, `answers`: arrays by the output's name, for the samples of these numbers."""
        self.count += len(numbers)
        for target in TARGETS:
            sums = self.sums[target.name]
            for key, value in target.measure(self.samples, numbers, truths[target.name], answers[target.name]).items():
                sums[key] = sums[key] + value if key in sums else value

    def figures(self):
        each = ((target.name, target.figures(self.sums[target.name], self.count)) for target in TARGETS)
        return {f"{name}_{key}": float(value) for name, found in each for key, value in found.items()}
