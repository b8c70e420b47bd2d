"""The project's own tests: python -m pytest, or python tests/test_smoke.py"""

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))

import torch
from safetensors.torch import save_file

from network.layers import initialize
from network.model import INITIAL, INPUTS, OUTPUTS, Network
from network.export import answers, load_network
from network.preprocessing import SETTINGS


def inputs(count):
    return [torch.zeros(count, *[size or 4 for size in shape]) for shape in SETTINGS["inputShapes"]]


def test_shapes():
    given = answers(load_network(), inputs(3))
    assert set(given) == set(OUTPUTS) and len(inputs(1)) == len(INPUTS)
    assert all(len(answer) == 3 for answer in given.values())


def test_one_step_learns():
    network = Network()
    initialize(network, INITIAL)
    network.train()
    optimizer = torch.optim.SGD(network.parameters(), 0.01)
    loss = sum(answer.square().mean() for answer in answers(network, inputs(4)).values())
    loss.backward()
    optimizer.step()
    assert torch.isfinite(loss)


def test_save_and_load():
    network = load_network()
    state = {name: value for name, value in network.state_dict().items() if not name.endswith("num_batches_tracked")}
    with tempfile.TemporaryDirectory() as folder:
        save_file(state, Path(folder) / "w.safetensors")
        again = load_network(Path(folder) / "w.safetensors")
    first, second = answers(network, inputs(2)), answers(again, inputs(2))
    assert all(torch.equal(first[name], second[name]) for name in OUTPUTS)


if __name__ == "__main__":
    for test in (test_shapes, test_one_step_learns, test_save_and_load):
        test()
    print("3 tests passed")
