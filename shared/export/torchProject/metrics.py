"""How well the network does: what evaluate.py and train.py measure on samples."""

import numpy as np
import torch

from .data import tensors
from .export import answers
from .targets import Tally


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
