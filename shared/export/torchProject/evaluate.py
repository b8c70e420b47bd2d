"""Figures on data that training never saw: python evaluate.py --help"""

import argparse
import json
from pathlib import Path

import numpy as np
import torch

from data import Samples, data_here, tensors
from network import HERE, answers, load_network
from preprocessing import SETTINGS
from targets import Tally


def figures(network, samples, numbers, batch_size, device, loss_of=None):
    """For every output what its sort of target is measured by (targets.py): accuracy, errors in the data's own units, overlaps."""
    tally, total = Tally(samples), 0.0
    with torch.no_grad():
        for start in range(0, len(numbers), batch_size):
            own = np.asarray(numbers[start : start + batch_size])
            inputs, targets, weights, truths = tensors(samples, own)
            inputs = [tensor.to(device) for tensor in inputs]
            if loss_of is not None:
                rest = ([tensor.to(device) for tensor in group] for group in (targets, weights))
                total += loss_of(network, inputs, *rest).item() * len(own)
            tally.add(own, truths, {name: answer.cpu().numpy() for name, answer in answers(network, inputs).items()})
    return tally.figures() if loss_of is None else {"loss": total / len(numbers), **tally.figures()}


def main():
    here = data_here()
    parser = argparse.ArgumentParser(description="Measures the trained network.")
    parser.add_argument("--data", default=here, required=here is None, help="CSV file, or folder as the README says")
    parser.add_argument("--weights", default=HERE / "weights.safetensors", type=Path, help="weights to use")
    parser.add_argument("--part", default="test", choices=["train", "validation", "test"], help="part of the data")
    parser.add_argument("--device", default="cpu", help="cpu, cuda or mps")
    options = parser.parse_args()
    samples = Samples(options.data)
    numbers = dict(zip(("train", "validation", "test"), samples.split(SETTINGS["split"]["seed"])))[options.part]
    found = figures(load_network(options.weights, options.device), samples, numbers, 64, options.device)
    print(json.dumps({"part": options.part, "samples": len(numbers), **found}, indent=2))


if __name__ == "__main__":
    main()
