"""Turns raw rows, pictures, clips, texts, series and sounds into the numbers the network was trained on, and its answers back into words.

All facts are in preprocessing.json, fitted on the training part of the data. The arithmetic is the same as in
Layerloom: double precision, results stored as float32.
"""

import bisect
import json
import math
import re
import struct
import unicodedata
from pathlib import Path

import numpy as np

_OWN = Path(__file__).resolve()
# The folder of the files beside this one, or of the project that this is a module of.
HERE = next((folder for folder in _OWN.parents if (folder / "preprocessing.json").exists()), _OWN.parent)
SETTINGS = json.loads((HERE / "preprocessing.json").read_text(encoding="utf-8"))
INPUTS = SETTINGS["inputs"]
OUTPUTS = SETTINGS["outputs"]
# What data are read for: the network's own inputs or, of one that makes samples of noise, those of the one that judges them.
READ = SETTINGS["judge"]["inputs"] if "judge" in SETTINGS else INPUTS
NOISE = INPUTS if "judge" in SETTINGS else []

SPACES = "\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")


def is_blank(value):
    """None, NaN and text without a visible character say "no value here"."""
    if value is None:
        return True
    if isinstance(value, str):
        return value.strip(SPACES) == ""
    return isinstance(value, (float, np.floating)) and math.isnan(value)


def to_number(value):
    """A number, or NaN for blank cells and text that is no decimal number."""
    if is_blank(value):
        return math.nan
    if isinstance(value, str):
        text = value.strip(SPACES)
        return float(text) if NUMBER.fullmatch(text) else math.nan
    return float(value)


def to_text(value):
    """A category as text; 3.0 and 3 are the same category "3"."""
    if isinstance(value, (float, np.floating)) and float(value).is_integer():
        value = int(value)
    return str(value).strip(SPACES)


def apply_step(step, x):
    """One step of a number column: limits, logarithm, square root, or the place among the training values."""
    if step["type"] == "clip":
        return min(max(x, step["low"]), step["high"])
    if step["type"] == "log":
        return math.copysign(math.log1p(abs(x)), x)
    if step["type"] == "root":
        return math.copysign(math.sqrt(abs(x)), x)
    points, last = step["points"], len(step["points"]) - 1
    if x <= points[0] or x >= points[last]:
        return 0.0 if x <= points[0] else 1.0
    below, above = bisect.bisect_right(points, x) - 1, bisect.bisect_left(points, x)
    if points[below] == x:
        return (below + above) / 2 / last
    return (below + (x - points[below]) / (points[above] - points[below])) / last


def undo_step(step, y):
    """The way back from a logarithm or a square root, of a number or of an array."""
    return np.sign(y) * np.expm1(np.abs(y)) if step["type"] == "log" else y * np.abs(y)


def places_of(column):
    """The place of each of a column's categories, of which there may be thousands: put together once."""
    if "places" not in column:
        column["places"] = {category: place for place, category in enumerate(column["categories"])}
    return column["places"]


def encode_row(columns, row):
    """One row (a dict of cells by column name) as a vector of float32."""
    numbers = []
    for column in columns:
        value = row.get(column["name"])
        if column["type"] == "number":
            number = to_number(value)
            if math.isnan(number):
                number = column["fill"]
            for step in column.get("steps", []):
                number = apply_step(step, number)
            numbers.append((number - column["subtract"]) / column["divide"])
            continue
        text = column["fill"] if is_blank(value) else to_text(value)
        categories = column["categories"]
        places = places_of(column)
        index = places.get(text, places.get(column.get("other"), -1) if text is not None else -1)
        if column["type"] == "ordinal":
            numbers.append(index + column.get("first", 0))
        else:
            numbers.extend(1 if place == index else 0 for place in range(len(categories)))
    codes = all(column.get("first") == 1 for column in columns)
    return np.array(numbers, dtype=np.float64).astype(np.int32 if codes else np.float32)


def read_picture(path):
    """The pixels of an image file: uint8 [height, width, 4], red, green, blue, alpha."""
    from PIL import Image, ImageOps

    with Image.open(path) as image:
        return np.asarray(ImageOps.exif_transpose(image).convert("RGBA"), dtype=np.uint8)


def _neighbours(size_out, size_in):
    """Which two pixels each output pixel looks at, and how far it is from the first to the second."""
    position = (np.arange(size_out) + 0.5) * (size_in / size_out) - 0.5
    floor = np.floor(position)
    first = np.maximum(floor, 0).astype(int)
    second = np.minimum(np.ceil(position), size_in - 1).astype(int)
    return first, second, position - floor


def window_of(size, to, framing):
    """What of a picture of this size is stretched to the network's, all (width, height): (left, top, width, height).

    "stretch": all. "crop": the largest middle part of the network's shape. "padBlack", "padEdge": the smallest such
    rectangle around the picture, which reaches beyond it. Keras' Resizing with crop_to_aspect_ratio and
    pad_to_aspect_ratio does the same.
    """
    (width, height), across, down = size, size[1] * to[0] // to[1], size[0] * to[1] // to[0]
    if framing == "stretch":
        return 0, 0, width, height
    if framing == "crop":
        across, down = max(1, min(width, across)), max(1, min(height, down))
        return (width - across) // 2, (height - down) // 2, across, down
    across, down = max(width, across), max(height, down)
    return -((across - width) // 2), -((down - height) // 2), across, down


def _lines(pixels, places, axis, black):
    """Rows (axis 0) or columns (axis 1) at these places; beyond the picture the nearest one, or black."""
    size = pixels.shape[axis]
    lines = np.take(pixels, np.clip(places, 0, size - 1), axis=axis)
    if not black:
        return lines
    inside = (places >= 0) & (places < size)
    return lines * (inside[:, None, None] if axis == 0 else inside[None, :, None])


def resize_picture(pixels, width, height, channels, framing="stretch"):
    """Pixels of any size, [height, width] or [height, width, 1, 3 or 4], as uint8 [height, width, channels].

    Transparency is laid over white; the picture is framed (`window_of`) and stretched, bilinear with half-pixel centres
    and no antialiasing (tf.image.resize does the same); grey is 0.299 R + 0.587 G + 0.114 B; halves are rounded up.
    """
    pixels = np.asarray(pixels)
    if pixels.ndim == 2:
        pixels = pixels[:, :, None]
    if pixels.shape == (height, width, channels):
        return pixels.astype(np.uint8)
    values = pixels.astype(np.float64)
    if values.shape[2] == 4:
        alpha = values[:, :, 3:]
        values = values[:, :, :3]
        values = np.where(alpha == 255, values, (values * alpha + 255 * (255 - alpha)) / 255)
    x, y, wide, high = window_of((values.shape[1], values.shape[0]), (width, height), framing)
    left, right, across = _neighbours(width, wide)
    top, bottom, down = _neighbours(height, high)
    across = across[None, :, None]
    down = down[:, None, None]
    black = framing == "padBlack"
    upper, lower = _lines(values, top + y, 0, black), _lines(values, bottom + y, 0, black)
    first, second = left + x, right + x
    upper = _lines(upper, first, 1, black) + (_lines(upper, second, 1, black) - _lines(upper, first, 1, black)) * across
    lower = _lines(lower, first, 1, black) + (_lines(lower, second, 1, black) - _lines(lower, first, 1, black)) * across
    values = upper + (lower - upper) * down
    if channels == 1 and values.shape[2] == 3:
        values = (0.299 * values[:, :, 0] + 0.587 * values[:, :, 1] + 0.114 * values[:, :, 2])[:, :, None]
    elif channels == 3 and values.shape[2] == 1:
        values = np.repeat(values, 3, axis=2)
    return np.floor(values + 0.5).astype(np.uint8)


def encode_picture(settings, pixels):
    """Pixels as the network's grid of float32, [height, width, channels]."""
    framing = settings.get("framing", "stretch")
    pixels = resize_picture(pixels, settings["width"], settings["height"], settings["channels"], framing)
    if settings.get("order") == "bgr":
        pixels = pixels[:, :, ::-1]
    subtract = np.array(settings["subtract"], dtype=np.float64)
    divide = np.array(settings["divide"], dtype=np.float64)
    return ((pixels.astype(np.float64) - subtract) / divide).astype(np.float32)


def pictures_of(folder):
    """The picture files of a clip's folder, in the order of their names; "2.png" comes before "10.png"."""
    endings = {".png", ".jpg", ".jpeg", ".webp", ".bmp", ".gif"}
    files = [file for file in Path(folder).iterdir() if file.suffix.lower() in endings]
    parts = lambda file: [int(part) if part.isdecimal() else part.lower() for part in re.split(r"(\d+)", file.name)]
    return sorted(files, key=parts)


def encode_clip(settings, pictures):
    """Pictures of a clip (paths or pixels) as float32 [frames, height, width, channels]: the middles of equal stretches."""
    count, frames = len(pictures), settings["frames"]
    picked = [pictures[min(count - 1, math.floor((i + 0.5) * count / frames))] for i in range(frames)]
    read = [read_picture(picture) if isinstance(picture, (str, Path)) else picture for picture in picked]
    return np.stack([encode_picture(settings, picture) for picture in read])


def split_text(text, level, lowercase):
    """Words (runs of letters, digits and marks, joined by single apostrophes) or characters, one after the other."""
    text = text.lower() if lowercase else text
    if level == "character":
        yield from text
        return
    word = ""
    for place, character in enumerate(text):
        if unicodedata.category(character)[0] in "LNM":
            word += character
        elif character in "'\u2019" and word and text[place + 1 : place + 2] and (
            unicodedata.category(text[place + 1])[0] in "LNM"
        ):
            word += character
        elif word:
            yield word[:100]
            word = ""
    if word:
        yield word[:100]


CHINESE = ((0x4E00, 0x9FFF), (0x3400, 0x4DBF), (0x20000, 0x2A6DF), (0x2A700, 0x2B73F), (0x2B740, 0x2B81F),
           (0x2B920, 0x2CEAF), (0xF900, 0xFAFF), (0x2F800, 0x2FA1F))
# Letters in circles and squares: their category says "symbol", and yet they count as letters.
CIRCLED = ((0x24B6, 0x24E9), (0x1F130, 0x1F149), (0x1F150, 0x1F169), (0x1F170, 0x1F189))


def _is_space(character):
    return character.isspace() and not "\x1c" <= character <= "\x1f"


def _within(character, ranges):
    return any(first <= ord(character) <= last for first, last in ranges)


def _clean(text):
    text = re.sub(r"[\t\n\r]", " ", text)
    kept = (c for c in text if c != "\ufffd" and unicodedata.category(c) not in ("Cc", "Cf", "Co", "Cs"))
    return "".join(" " if _is_space(c) else c for c in kept)


NORMAL_STEPS = {
    "clean": _clean,
    "chinese": lambda text: "".join(f" {c} " if _within(c, CHINESE) else c for c in text),
    "nfc": lambda text: unicodedata.normalize("NFC", text),
    "nfd": lambda text: unicodedata.normalize("NFD", text),
    "nfkc": lambda text: unicodedata.normalize("NFKC", text),
    "nfkd": lambda text: unicodedata.normalize("NFKD", text),
    "stripAccents": lambda text: "".join(c for c in unicodedata.normalize("NFD", text) if unicodedata.category(c) != "Mn"),
    "stripMarks": lambda text: "".join(c for c in text if unicodedata.category(c)[0] != "M"),
    "lowercase": lambda text: "".join(c.lower() for c in text),
}


def _kind(character, words):
    """0 for white space, 1 for what stands alone, else which characters it forms a word with."""
    if _is_space(character):
        return 0
    category = unicodedata.category(character)
    if words == "bert":
        return 1 if category[0] == "P" or character in "$+<=>^`|~" else 2
    if words == "marks":
        letter = category[0] in "LM" or category in ("Nd", "Nl", "Pc") or character in "\u200c\u200d"
        return 2 if letter or _within(character, CIRCLED) else 3
    return 2


def words_by_rules(text, rules):
    """Words as a tokenizer.json cuts them."""
    for step in rules["normal"]:
        text = NORMAL_STEPS[step](text)
    word, last = "", 0
    for character in text:
        kind = _kind(character, rules["words"])
        if word and (kind != last or kind == 1):
            yield word
            word = ""
        if kind:
            word += character
        last = kind
    if word:
        yield word


def longest_pieces(word, ids, rules):
    """From the left the longest piece that is known, the first one opened by a mark; None where no piece fits."""
    pieces, place = [], 0
    while place < len(word):
        opening = "\u2581" if place == 0 else ""
        end = next((end for end in range(len(word), place, -1) if opening + word[place:end] in ids), None)
        if end is None or len(word) > rules.get("longestWord", 1000):
            return None
        pieces.append(opening + word[place:end])
        place = end
    return pieces


def split_word(word, ranks, opening="\u2581"):
    """A word in pieces: of the adjacent pairs the one that was joined first in training is joined, until none is left."""
    pieces = [opening + word[0], *word[1:]]
    while len(pieces) > 1:
        known = [pair for pair in zip(pieces, pieces[1:]) if pair in ranks]
        if not known:
            break
        best = min(known, key=ranks.get)
        joined, place = [], 0
        while place < len(pieces):
            pair = place + 1 < len(pieces) and (pieces[place], pieces[place + 1]) == best
            joined.append(pieces[place] + pieces[place + 1] if pair else pieces[place])
            place += 2 if pair else 1
        pieces = joined
    return pieces


_tables = {}


def _words(settings, text):
    """What a text is cut into before words are cut into pieces."""
    if settings.get("rules"):
        return words_by_rules(text, settings["rules"])
    level = "word" if settings["level"] == "subword" else settings["level"]
    return split_text(text, level, settings["lowercase"])


def encode_text(settings, text):
    """A text as whole numbers, [length]: 0 padding, 1 unknown, 2 + place in the vocabulary."""
    if id(settings) not in _tables:
        ids = {token: place + 2 for place, token in enumerate(settings["vocabulary"])}
        ranks = {tuple(pair): rank for rank, pair in enumerate(settings.get("merges", []))}
        _tables[id(settings)] = ids, ranks
    ids, ranks = _tables[id(settings)]
    length = settings["length"]
    # What has been written so far opens with the vocabulary's first token.
    numbers = [2] if settings.get("start") else []
    rules = settings.get("rules")
    for token in _words(settings, text):
        if settings["level"] != "subword":
            pieces = [token]
        elif rules and rules["pieces"] == "longest":
            pieces = longest_pieces(token, ids, rules) or [None]
        else:
            pieces = split_word(token, ranks, "" if rules and rules["pieces"] == "plainPairs" else "\u2581")
        numbers.extend(ids.get(piece, 1) for piece in pieces)
        if len(numbers) >= length:
            break
    numbers = numbers[:length]
    padding = [0] * (length - len(numbers))
    return np.array(padding + numbers if settings["padding"] == "before" else numbers + padding, dtype=np.int32)


def encode_window(settings, values):
    """The last rows of a series, oldest first, as float32 [window, channels]; gaps are filled, then scaled."""
    numbers = np.empty((settings["window"], len(settings["channels"])), dtype=np.float64)
    for place, channel in enumerate(settings["channels"]):
        last = channel["fill"]
        for step in range(settings["window"]):
            value = to_number(values[step][place])
            if math.isnan(value):
                value = last if settings["carry"] else channel["fill"]
            last = value
            numbers[step, place] = (value - channel["subtract"]) / channel["divide"]
    return numbers.astype(np.float32)


def read_wav(path):
    """A WAV file as (samples a second, float32 samples from -1 to 1): channels are averaged. PCM and floats are read."""
    data = Path(path).read_bytes()
    if data[:4] != b"RIFF" or data[8:12] != b"WAVE":
        raise ValueError(f"{path} is not a WAV file.")
    at, layout = 12, None
    while at + 8 <= len(data):
        name, size = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        at += 8
        if name == b"fmt ":
            code, channels, rate = struct.unpack("<HHI", data[at : at + 8])
            bits = int.from_bytes(data[at + 14 : at + 16], "little")
            if code == 0xFFFE:
                code = int.from_bytes(data[at + 24 : at + 26], "little")
            layout = code, channels, rate, bits
        elif name == b"data" and layout is not None:
            code, channels, rate, bits = layout
            width = bits // 8 * channels
            raw = data[at : at + min(size, len(data) - at) // width * width]
            if code == 3:
                values = np.frombuffer(raw, f"<f{bits // 8}").astype(np.float64)
            elif bits == 8:
                values = (np.frombuffer(raw, np.uint8).astype(np.float64) - 128) / 128
            elif bits == 24:
                wide = np.zeros((len(raw) // 3, 4), np.uint8)
                wide[:, 1:] = np.frombuffer(raw, np.uint8).reshape(-1, 3)
                values = wide.view("<i4")[:, 0] / 2147483648
            else:
                values = np.frombuffer(raw, f"<i{bits // 8}") / 2.0 ** (bits - 1)
            return rate, values.reshape(-1, channels).mean(axis=1).astype(np.float32)
        at += size + size % 2
    raise ValueError(f"{path} holds no samples.")


def resample(samples, rate_in, rate_out):
    """A sound at another rate, by a windowed sinc of 16 zero crossings to each side, cut at 95 % of the lower Nyquist."""
    if rate_in == rate_out:
        return samples.astype(np.float32)
    ratio = rate_out / rate_in
    cut, reach = 0.95 * min(1.0, ratio), math.ceil(16 / min(1.0, ratio))
    position = np.arange(math.floor(len(samples) * ratio)) / ratio
    padded = np.concatenate([np.zeros(reach + 1), samples.astype(np.float64), np.zeros(reach + 2)])
    floor = np.floor(position).astype(int)
    out = np.zeros(len(position))
    for tap in range(-reach, reach + 2):
        distance = position - (floor + tap)
        kernel = cut * np.sinc(cut * distance) * 0.5 * (1 + np.cos(np.pi * distance / (reach + 1)))
        out += np.where(np.abs(distance) <= reach, padded[floor + tap + reach + 1] * kernel, 0)
    return out.astype(np.float32)


def trim_silence(samples, rate):
    """Without the silence (2 % of the loudest sample) at both ends, but for 0.03 seconds of it."""
    loud = np.flatnonzero(np.abs(samples) > 0.02 * np.abs(samples).max(initial=0.0).astype(np.float64))
    if len(loud) == 0:
        return samples
    kept = math.floor(0.03 * rate)
    return samples[max(0, loud[0] - kept) : loud[-1] + 1 + kept]


def mel_filters(settings):
    """Triangles over the bins of a spectrum, [mels, fft / 2 + 1], on HTK's mel scale (librosa: htk=True, norm=None)."""
    mel = lambda hertz: 2595 * np.log10(1 + hertz / 700)
    points = np.linspace(mel(settings["minHz"]), mel(settings["maxHz"]), settings["mels"] + 2)
    corners = 700 * (10 ** (points / 2595) - 1)
    hertz = np.arange(settings["fft"] // 2 + 1) * settings["rate"] / settings["fft"]
    left, centre, right = corners[:-2, None], corners[1:-1, None], corners[2:, None]
    return np.maximum(0, np.minimum((hertz - left) / (centre - left), (right - hertz) / (right - centre)))


def encode_sound(settings, rate, samples, vary=None):
    """A sound as its mel spectrogram, float32 [frames, mels, 1]: (log mel power - subtract) / divide.

    `vary` gives another waveform for the one that is ready, [length].
    """
    samples = np.asarray(samples, dtype=np.float32)[: math.floor(60 * rate)]
    if settings["trim"]:
        samples = trim_silence(samples, rate)
    samples = resample(samples, rate, settings["rate"])
    length, fft, hop = settings["length"], settings["fft"], settings["hop"]
    samples = np.pad(samples[:length].astype(np.float64), (0, max(0, length - len(samples))))
    samples = samples if vary is None else vary(samples)
    frames = max(1, 1 + (length - fft) // hop)
    samples = np.pad(samples, (0, max(0, fft - length)))
    window = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(fft) / fft)
    cut = np.stack([samples[frame * hop : frame * hop + fft] * window for frame in range(frames)])
    power = np.abs(np.fft.rfft(cut)) ** 2
    mel = np.log(np.maximum(1e-10, power @ mel_filters(settings).T)).astype(np.float32).astype(np.float64)
    return ((mel - settings["subtract"]) / settings["divide"]).astype(np.float32)[:, :, None]


def encode(settings, value, vary=None):
    """One input of one sample; `vary` changes the waveform of a sound.

    A row (dict), a text, a window of a series (rows of numbers), a sound (path of a WAV file, or {"rate", "samples"}),
    a clip (path of a folder of pictures, or a list of them), or a picture (path of an image file, or its pixels).
    """
    if settings["modality"] == "audio":
        if isinstance(value, (str, Path)):
            return encode_sound(settings, *read_wav(value), vary)
        return encode_sound(settings, value["rate"], value["samples"], vary)
    if settings["modality"] == "series":
        return encode_window(settings, value["values"] if isinstance(value, dict) else value)
    if settings["modality"] == "text":
        return encode_text(settings, value["text"] if isinstance(value, dict) else value)
    if settings["modality"] == "table":
        return encode_row(settings["columns"], value)
    if settings["modality"] == "video":
        return encode_clip(settings, pictures_of(value) if isinstance(value, (str, Path)) else value)
    if isinstance(value, (str, Path)):
        value = read_picture(value)
    return encode_picture(settings, value)


def model_inputs(samples):
    """Arrays by the name of the input layer: samples are dicts {input's source: row or picture}."""
    return {
        settings["layer"]: np.stack([encode(settings, sample[settings["source"]]) for sample in samples])
        for settings in INPUTS
    }


def target_of(settings, row):
    """What a row of the table says about an output: a cell, or one for each label."""
    if "columns" in settings:
        return [row.get(column["name"]) for column in settings["columns"]]
    return row.get(settings["column"])


def encode_labels(settings, value):
    """1 for each label that is given, else 0; NaN throughout where the value does not say."""
    classes = settings["classes"]
    if "columns" in settings:
        if any(is_blank(cell) for cell in value):
            return np.full(len(classes), math.nan)
        said = zip(map(to_text, value), (column["yes"] for column in settings["columns"]))
        return np.array([float(cell == yes or (yes == "1" and to_number(cell) == 1)) for cell, yes in said])
    if is_blank(value):
        return np.full(len(classes), math.nan)
    given = {part.strip() for part in to_text(value).split(settings["separator"])}
    return np.array([float(label in given) for label in classes])


def to_learn(settings, value):
    """A number in the data's own unit as the network learns it."""
    for step in settings.get("steps", []):
        value = apply_step(step, value)
    return (value - settings["subtract"]) / settings["divide"]


def in_units(settings, value):
    """Numbers that the network learned or gave, one or an array of them, in the data's own unit."""
    value = value * settings["divide"] + settings["subtract"]
    for step in reversed(settings.get("steps", [])):
        value = undo_step(step, value)
    return value


def encode_target(settings, value):
    """The numbers that the network learns: a class's index, the scaled value or values, a row of labels. NaN where there is none."""
    if settings["task"] == "labels":
        return encode_labels(settings, value)
    if "ahead" in settings:
        return [to_learn(settings, to_number(step)) for step in value]
    if settings["task"] == "regression":
        return to_learn(settings, to_number(value))
    text = "" if is_blank(value) else to_text(value)
    return float(settings["classes"].index(text)) if text in settings["classes"] else math.nan


def to_probabilities(values):
    """Numbers that add up to 1: as they are, scaled where each is a probability of its own, else through a softmax."""
    sound = all(0 <= value <= 1 + 1e-6 for value in values)
    if sound and abs(sum(values) - 1) < 1e-3:
        return values
    if sound and sum(values) > 0:
        return [value / sum(values) for value in values]
    powers = [math.exp(value - max(values)) for value in values]
    return [power / sum(powers) for power in powers]


def box_overlap(a, b):
    """Intersection over union of two boxes: left, top, width, height."""
    across = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    down = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    both = max(0.0, across) * max(0.0, down)
    union = a[2] * a[3] + b[2] * b[3] - both
    return both / union if union > 0 else 0.0


def decode_boxes(settings, answer, least=0.5, overlap=0.5):
    """A detector's answer as boxes (shares of what the network sees, across and down), the surest first, those that repeat another left out."""
    rows, columns, _ = settings["shape"]
    cells = np.asarray(answer, dtype=float).reshape(rows, columns, -1)
    with np.errstate(over="ignore"):
        first = 1 / (1 + np.exp(-cells[..., :5]))
    powers = np.exp(cells[..., 5:] - cells[..., 5:].max(axis=-1, keepdims=True))
    scores = first[..., 0] * (powers.max(axis=-1) / powers.sum(axis=-1))
    found = []
    for row, column in zip(*np.nonzero(scores >= least)):
        _, x, y, width, height = first[row, column]
        width, height = width**2, height**2
        found.append(
            {
                "label": settings["classes"][int(powers[row, column].argmax())],
                "score": float(scores[row, column]),
                "box": [float((column + x) / columns - width / 2), float((row + y) / rows - height / 2), float(width), float(height)],
            }
        )
    kept = []
    for one in sorted(found, key=lambda thing: -thing["score"]):
        if all(other["label"] != one["label"] or box_overlap(other["box"], one["box"]) <= overlap for other in kept):
            kept.append(one)
    return kept


def decode(settings, answer):
    """A network's answer for one sample in plain terms."""
    answer = [float(number) for number in np.ravel(answer)]
    if settings["task"] == "detection":
        return {"boxes": decode_boxes(settings, answer), "shape": settings["shape"], "answer": answer}
    if settings["task"] == "classification" and len(settings.get("shape", [])) == 2:
        places = np.reshape(answer, (*settings["shape"], len(settings["classes"])))
        return {"mask": places.argmax(axis=-1).tolist(), "shape": settings["shape"], "answer": answer}
    if "places" in settings:
        best = np.reshape(answer, (-1, len(settings["classes"]))).argmax(axis=-1)
        return {"places": [settings["classes"][index] for index in best], "answer": answer}
    if settings["task"] == "labels":
        chances = [min(1.0, max(0.0, number)) for number in answer]
        given = [label for label, chance in zip(settings["classes"], chances) if chance > 0.5]
        return {"labels": given, "probabilities": dict(zip(settings["classes"], chances)), "answer": answer}
    if "ahead" in settings:
        return {"values": [float(in_units(settings, number)) for number in answer], "answer": answer}
    if "shape" in settings:
        return {"shape": settings["shape"], "answer": answer}
    if settings["task"] == "regression":
        return {"value": float(in_units(settings, answer[0])), "answer": answer}
    classes = settings["classes"]
    if len(answer) == 1 and len(classes) == 2:
        yes = min(1.0, max(0.0, answer[0]))
        index, probabilities = int(answer[0] > 0.5), [1 - yes, yes]
    else:
        index, probabilities = int(np.argmax(answer)), to_probabilities(answer)
    return {
        "label": classes[index] if index < len(classes) else "",
        "probabilities": dict(zip(classes, probabilities)),
        "answer": answer,
    }


def in_pieces(answers, samples):
    """The answers, classes of a text's places beside the tokens that stand there; padding has none."""
    texts = {settings["source"]: settings for settings in INPUTS if settings["modality"] == "text"}
    for output in (settings for settings in OUTPUTS if settings.get("places") in texts):
        settings, name = texts[output["places"]], output.get("exact", output["name"])
        for answer, sample in zip(answers, samples):
            value = sample[settings["source"]]
            tokens = _words(settings, value["text"] if isinstance(value, dict) else value)
            answer[name]["places"] = [{"text": token, "label": label} for token, label in zip(tokens, answer[name]["places"])]
    return answers


def in_whole_pictures(answers, samples):
    """The answers, boxes as shares of the whole pictures where the network saw a part of them or a border around them."""
    seen = next((settings for settings in INPUTS if settings["modality"] == "image" and "framing" in settings), None)
    for answer, sample in zip(answers, samples if seen is not None else []):
        for things in (named["boxes"] for named in answer.values() if named.get("boxes")):
            picture = sample[seen["source"]]
            high, wide = (read_picture(picture) if isinstance(picture, (str, Path)) else np.asarray(picture)).shape[:2]
            x, y, width, height = window_of((wide, high), (seen["width"], seen["height"]), seen["framing"])
            for thing in things:
                left, top, across, down = thing["box"]
                place = [(left * width + x) / wide, (top * height + y) / high]
                thing["box"] = [*place, across * width / wide, down * height / high]
    return answers


def decode_all(predicted):
    """Answers per sample, {output's name as on the canvas: decoded}, from arrays by the output's name."""
    count = len(next(iter(predicted.values())))
    return [
        {settings.get("exact", settings["name"]): decode(settings, predicted[settings["name"]][i]) for settings in OUTPUTS}
        for i in range(count)
    ]
