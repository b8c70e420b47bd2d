"""Asks the trained network: python predict.py --help"""

import argparse
import csv
import json
import sys
from pathlib import Path

from network import run
from preprocessing import HERE, INPUTS, decode_all, in_pieces, in_whole_pictures, model_inputs


def as_sample(value, folder):
    """{source: row or picture}; with a single input its value may stand alone. {"file": path} names a picture, {"files": paths} a clip's."""
    if len(INPUTS) == 1 and not (isinstance(value, dict) and set(value) == {INPUTS[0]["source"]}):
        value = {INPUTS[0]["source"]: value}
    return {source: as_path(entry, folder) for source, entry in value.items()}


def as_path(entry, folder):
    """{"file": path} and {"files": paths} as paths below the folder; everything else as it is."""
    if isinstance(entry, dict) and set(entry) == {"files"}:
        return [str(folder / file) for file in entry["files"]]
    return str(folder / entry["file"]) if isinstance(entry, dict) and set(entry) == {"file"} else entry


def last_rows(path):
    """The last rows of a CSV file, as many as the network sees."""
    settings = INPUTS[0]
    with open(path, encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    return [[row[channel["name"]] for channel in settings["channels"]] for row in rows[-settings["window"] :]]


def predict(samples, weights=HERE / "weights.npz", batch_size=256):
    """Answers for samples {source: row (dict) or picture (path or pixels)}: one dict per sample."""
    answers = []
    for start in range(0, len(samples), batch_size):
        answers += decode_all(run(model_inputs(samples[start : start + batch_size]), weights))
    return in_pieces(in_whole_pictures(answers, samples), samples)


def main():
    parser = argparse.ArgumentParser(description="Asks the trained network.")
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--row", help='a row as JSON: \'{"column": "cell", ...}\'')
    what.add_argument("--sound", help="path of a WAV file")
    what.add_argument("--text", help="a text")
    what.add_argument("--series", help="a CSV file; the answer is what follows its last rows")
    what.add_argument("--image", help="path of an image file")
    what.add_argument("--video", help="path of a folder with the pictures of a clip")
    what.add_argument("--samples", help="a JSON file with a list of samples")
    parser.add_argument("--weights", default=HERE / "weights.npz", help="weights to use")
    parser.add_argument("--out", help="file for the answers as JSON (printed if left out)")
    options = parser.parse_args()
    if options.row is not None:
        samples = [as_sample(json.loads(options.row), Path())]
    elif options.sound is not None:
        samples = [as_sample({"file": options.sound}, Path())]
    elif options.series is not None:
        samples = [as_sample({"values": last_rows(options.series)}, Path())]
    elif options.text is not None:
        samples = [as_sample({"text": options.text}, Path())]
    elif options.image is not None or options.video is not None:
        samples = [as_sample({"file": options.image or options.video}, Path())]
    else:
        path = Path(options.samples)
        samples = [as_sample(value, path.parent) for value in json.loads(path.read_text(encoding="utf-8"))]
    text = json.dumps(predict(samples, options.weights), indent=2, ensure_ascii=False)
    if options.out:
        Path(options.out).write_text(text + "\n", encoding="utf-8")
    else:
        sys.stdout.reconfigure(encoding="utf-8")
        print(text)


if __name__ == "__main__":
    main()
