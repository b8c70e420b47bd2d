"""Figures on data that training never saw: python evaluate.py --help"""

import argparse
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "src"))

from network.config import CONFIG
from network.data import Samples, data_here
from network.metrics import figures
from network.model import build_model, load_weights
from network.preprocessing import HERE


def main():
    here = data_here()
    parser = argparse.ArgumentParser(description="Measures the trained network.")
    parser.add_argument("--data", default=here, required=here is None, help="CSV file, or folder as the README says")
    parser.add_argument("--weights", default=HERE / "weights.npz", type=Path, help="weights to use")
    parser.add_argument("--part", default="test", choices=["train", "validation", "test"], help="part of the data")
    options = parser.parse_args()
    samples = Samples(options.data)
    numbers = dict(zip(("train", "validation", "test"), samples.split(CONFIG["split_seed"])))[options.part]
    model = build_model()
    load_weights(model, options.weights)
    found = figures(model, samples, numbers, 64)
    print(json.dumps({"part": options.part, "samples": len(numbers), **found}, indent=2))


if __name__ == "__main__":
    main()
