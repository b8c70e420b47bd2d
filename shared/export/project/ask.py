"""Asks the trained network: python predict.py --help"""

import argparse
import json
import sys
from pathlib import Path

from network import run
from preprocessing import INPUTS, decode_all, model_inputs


def as_sample(value, folder):
    """{source: row or picture}; with a single input its value may stand alone. {"file": path} names a picture."""
    if len(INPUTS) == 1 and not (isinstance(value, dict) and set(value) == {INPUTS[0]["source"]}):
        value = {INPUTS[0]["source"]: value}
    return {
        source: str(folder / entry["file"]) if isinstance(entry, dict) and set(entry) == {"file"} else entry
        for source, entry in value.items()
    }


def predict(samples, batch_size=256):
    """Answers for samples {source: row (dict) or picture (path or pixels)}: one dict per sample."""
    answers = []
    for start in range(0, len(samples), batch_size):
        given = model_inputs(samples[start : start + batch_size])
        answers += decode_all(run(given if isinstance(given, dict) else {INPUTS[0]["layer"]: given}))
    return answers


def main():
    parser = argparse.ArgumentParser(description="Asks the trained network.")
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--row", help='a row as JSON: \'{"column": "cell", ...}\'')
    what.add_argument("--image", help="path of an image file")
    what.add_argument("--samples", help="a JSON file with a list of samples")
    parser.add_argument("--out", help="file for the answers as JSON (printed if left out)")
    options = parser.parse_args()
    if options.row is not None:
        samples = [as_sample(json.loads(options.row), Path())]
    elif options.image is not None:
        samples = [as_sample({"file": options.image}, Path())]
    else:
        path = Path(options.samples)
        samples = [as_sample(value, path.parent) for value in json.loads(path.read_text(encoding="utf-8"))]
    text = json.dumps(predict(samples), indent=2, ensure_ascii=False)
    if options.out:
        Path(options.out).write_text(text + "\n", encoding="utf-8")
    else:
        sys.stdout.reconfigure(encoding="utf-8")
        print(text)


if __name__ == "__main__":
    main()
