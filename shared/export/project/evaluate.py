"""Figures on data that training never saw: python evaluate.py --help"""

import argparse
import json
from pathlib import Path

import numpy as np

from data import Samples, data_here
from model import build_model, load_weights
from preprocessing import HERE, INPUTS, OUTPUTS, SETTINGS
from targets import Tally


def figures(model, samples, numbers, batch_size):
    """For every output what its sort of target is measured by (targets.py): accuracy, errors in the data's own units, overlaps."""
    tally = Tally(samples)
    for start in range(0, len(numbers), batch_size):
        own = np.asarray(numbers[start : start + batch_size])
        inputs, truths = samples.batch(own)
        answers = model.predict_on_batch(inputs if len(INPUTS) > 1 else next(iter(inputs.values())))
        tally.add(own, truths, answers if isinstance(answers, dict) else {OUTPUTS[0]["name"]: answers})
    return tally.figures()


def main():
    here = data_here()
    parser = argparse.ArgumentParser(description="Measures the trained network.")
    parser.add_argument("--data", default=here, required=here is None, help="CSV file, or folder as the README says")
    parser.add_argument("--weights", default=HERE / "weights.npz", type=Path, help="weights to use")
    parser.add_argument("--part", default="test", choices=["train", "validation", "test"], help="part of the data")
    options = parser.parse_args()
    samples = Samples(options.data)
    numbers = dict(zip(("train", "validation", "test"), samples.split(SETTINGS["split"]["seed"])))[options.part]
    model = build_model()
    load_weights(model, options.weights)
    found = figures(model, samples, numbers, 64)
    print(json.dumps({"part": options.part, "samples": len(numbers), **found}, indent=2))


if __name__ == "__main__":
    main()
