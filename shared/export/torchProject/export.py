"""The trained network, ready to answer."""

import torch
from safetensors.torch import load_file

from . import model
from .model import INPUTS, OUTPUTS
from .preprocessing import HERE


def load_network(path=HERE / "weights.safetensors", device="cpu", source=model):
    """The network of a module with its weights, for prediction. What BatchNorm counts while training is not kept."""
    network = source.Network()
    state = load_file(path)
    absent, unknown = network.load_state_dict(state, strict=False)
    absent = [name for name in absent if not name.endswith("num_batches_tracked")]
    if absent or unknown:
        raise ValueError(f"{path} belongs to another network: {(absent + unknown)[0]} does not fit.")
    return network.to(device).eval()


def answers(network, inputs):
    """What the network gives, as a dict by the output's name, for tensors in the order of INPUTS."""
    result = network(*inputs)
    return result if isinstance(result, dict) else {OUTPUTS[0]: result}


_kept = {}


def run(inputs, weights=HERE / "weights.safetensors"):
    """Arrays by the name of the output, for arrays by the name of the input layer."""
    if weights not in _kept:
        _kept[weights] = load_network(weights)
    with torch.no_grad():
        result = answers(_kept[weights], [torch.from_numpy(inputs[name]) for name in INPUTS])
    return {name: tensor.numpy() for name, tensor in result.items()}
