"""The project's own tests: python -m pytest, or python tests/test_smoke.py"""

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))

import keras
import numpy as np

from network.model import build_model, compile_model, load_weights, save_weights
from network.preprocessing import HERE, OUTPUTS


def inputs(model, count):
    arrays = {
        tensor.name: np.zeros([count, *(size or 4 for size in tensor.shape[1:])], tensor.dtype)
        for tensor in model.inputs
    }
    return arrays if len(arrays) > 1 else next(iter(arrays.values()))


def answers(model, count):
    given = model.predict(inputs(model, count), verbose=0)
    return given if isinstance(given, dict) else {OUTPUTS[0]["name"]: given}


def trained():
    model = build_model()
    load_weights(model, HERE / "weights.npz")
    return model


def test_shapes():
    given = answers(trained(), 3)
    assert set(given) == {output["name"] for output in OUTPUTS}
    assert all(len(answer) == 3 and np.isfinite(answer).all() for answer in given.values())


def test_one_step_learns():
    model = build_model()
    compile_model(model)
    targets = {name: np.zeros_like(answer) for name, answer in answers(model, 4).items()}
    only = next(iter(targets.values()))
    model.compile("sgd", "mse" if len(targets) == 1 else {name: "mse" for name in targets})
    history = model.fit(inputs(model, 4), only if len(targets) == 1 else targets, verbose=0)
    assert np.isfinite(history.history["loss"]).all()


def test_save_and_load():
    keras.utils.set_random_seed(1)
    model, again = trained(), build_model()
    with tempfile.TemporaryDirectory() as folder:
        save_weights(model, Path(folder) / "weights.npz")
        load_weights(again, Path(folder) / "weights.npz")
    first, second = answers(model, 2), answers(again, 2)
    assert all(np.array_equal(first[name], second[name]) for name in first)


if __name__ == "__main__":
    for test in (test_shapes, test_one_step_learns, test_save_and_load):
        test()
    print("3 tests passed")
