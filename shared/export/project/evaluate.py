"""Figures on data that training never saw: python evaluate.py --help"""

import argparse
import json
from pathlib import Path

import numpy as np

from data import Batches, Samples, data_here
from model import build_model, load_weights
from preprocessing import HERE, OUTPUTS, SETTINGS, in_units


def figures(model, samples, numbers, batch_size):
    """Accuracy, or mean absolute and root mean squared error in the data's own units, for every output."""
    predicted = model.predict(Batches(samples, numbers, batch_size), verbose=0)
    arrays = predicted if isinstance(predicted, dict) else {OUTPUTS[0]["name"]: predicted}
    found = {}
    for settings in OUTPUTS:
        name, truth = settings["name"], samples.targets[settings["name"]][numbers]
        answer = np.asarray(arrays[name]).reshape(len(numbers), -1)
        if settings["task"] == "regression":
            error = in_units(settings, answer.reshape(truth.shape)) - in_units(settings, truth)
            found[f"{name}_mae"] = float(np.abs(error).mean())
            found[f"{name}_rmse"] = float(np.sqrt((error**2).mean()))
        elif settings["task"] == "labels":
            right = (answer > 0.5) == (truth > 0.5)
            found[f"{name}_label_accuracy"] = float(right.mean())
            found[f"{name}_exact_match"] = float(right.all(axis=1).mean())
        else:
            index = (answer[:, 0] > 0.5).astype(int) if answer.shape[1] == 1 else answer.argmax(axis=1)
            found[f"{name}_accuracy"] = float((index == truth).mean())
    return found


def main():
    here = data_here()
    parser = argparse.ArgumentParser(description="Measures the trained network.")
    parser.add_argument("--data", default=here, required=here is None, help="CSV file, or folder with one folder of files per class")
    parser.add_argument("--weights", default=HERE / "weights.npz", type=Path, help="weights to use")
    parser.add_argument("--part", default="test", choices=["train", "validation", "test"], help="part of the data")
    options = parser.parse_args()
    samples = Samples(options.data)
    numbers = dict(zip(("train", "validation", "test"), samples.split(SETTINGS["split"]["seed"])))[options.part]
    model = build_model()
    load_weights(model, options.weights)
    found = figures(model, samples, numbers, 256)
    print(json.dumps({"part": options.part, "samples": len(numbers), **found}, indent=2))


if __name__ == "__main__":
    main()
