"""Figures on data that training never saw: python evaluate.py --help"""

import argparse
import json
from pathlib import Path

import torch
from torch.utils.data import DataLoader

from data import Samples, Table, data_here
from network import HERE, answers, load_network
from preprocessing import OUTPUTS, SETTINGS, in_units


def figures(network, samples, numbers, batch_size, device, loss_of=None):
    """Accuracy, or mean absolute and root mean squared error in the data's own units, for every output."""
    sums, total, count = {}, 0.0, 0
    with torch.no_grad():
        for inputs, targets, weights in DataLoader(Table(samples, numbers), batch_size):
            inputs, targets = [x.to(device) for x in inputs], [x.to(device) for x in targets]
            given = answers(network, inputs)
            count += len(inputs[0])
            if loss_of is not None:
                total += loss_of(network, inputs, targets, [w.to(device) for w in weights]).item() * len(inputs[0])
            for settings, truth in zip(OUTPUTS, targets):
                name, answer = settings["name"], given[settings["name"]].reshape(len(truth), -1)
                if settings["task"] == "regression":
                    told, true = (in_units(settings, each.cpu().numpy()) for each in (answer, truth.reshape(answer.shape)))
                    error = torch.from_numpy(told - true)
                    for key, value in ((f"{name}_mae", error.abs()), (f"{name}_mse", error.square())):
                        sums[key] = sums.get(key, 0.0) + value.mean(dim=1).sum().item()
                elif settings["task"] == "labels":
                    right = ((answer > 0.5) == (truth > 0.5)).float().mean(dim=1)
                    for key, value in ((f"{name}_label_accuracy", right), (f"{name}_exact_match", (right == 1).float())):
                        sums[key] = sums.get(key, 0.0) + value.sum().item()
                else:
                    index = (answer[:, 0] > 0.5).long() if answer.shape[1] == 1 else answer.argmax(dim=1)
                    right = truth.argmax(dim=1) if settings["target"] == "onehot" else truth.reshape(-1).long()
                    key = f"{name}_accuracy"
                    sums[key] = sums.get(key, 0.0) + (index == right).sum().item()
    found = {key.replace("_mse", "_rmse"): (value / count) ** 0.5 if key.endswith("_mse") else value / count for key, value in sums.items()}
    return found if loss_of is None else {"loss": total / count, **found}


def main():
    here = data_here()
    parser = argparse.ArgumentParser(description="Measures the trained network.")
    parser.add_argument("--data", default=here, required=here is None, help="CSV file, or folder with one folder of files per class")
    parser.add_argument("--weights", default=HERE / "weights.safetensors", type=Path, help="weights to use")
    parser.add_argument("--part", default="test", choices=["train", "validation", "test"], help="part of the data")
    parser.add_argument("--device", default="cpu", help="cpu, cuda or mps")
    options = parser.parse_args()
    samples = Samples(options.data)
    numbers = dict(zip(("train", "validation", "test"), samples.split(SETTINGS["split"]["seed"])))[options.part]
    found = figures(load_network(options.weights, options.device), samples, numbers, 256, options.device)
    print(json.dumps({"part": options.part, "samples": len(numbers), **found}, indent=2))


if __name__ == "__main__":
    main()
