"""Figures on data that training never saw: python evaluate.py --help"""

import argparse
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "src"))

from network.config import CONFIG
from network.data import Samples, data_here
from network.export import load_network
from network.metrics import figures
from network.preprocessing import HERE


def main():
    here = data_here()
    parser = argparse.ArgumentParser(description="Measures the trained network.")
    parser.add_argument("--data", default=here, required=here is None, help="CSV file, or folder as the README says")
    parser.add_argument("--weights", default=HERE / "weights.safetensors", type=Path, help="weights to use")
    parser.add_argument("--part", default="test", choices=["train", "validation", "test"], help="part of the data")
    parser.add_argument("--device", default="cpu", help="cpu, cuda or mps")
    options = parser.parse_args()
    samples = Samples(options.data)
    numbers = dict(zip(("train", "validation", "test"), samples.split(CONFIG["split_seed"])))[options.part]
    found = figures(load_network(options.weights, options.device), samples, numbers, 64, options.device)
    print(json.dumps({"part": options.part, "samples": len(numbers), **found}, indent=2))


if __name__ == "__main__":
    main()
