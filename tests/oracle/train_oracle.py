"""What real Keras makes of the same network, weights and batches: JSON on stdin, JSON on stdout.

[{"layers": [Keras calls], "inputShape": [...], "weights": [per layer: [tensor, ...]], "optimizer": call, "loss": name or Python source, "define": Python source of
  a function of that name, or "", "eager": run without a graph, "metrics": [Python source], "batches": [{"x": tensor, "y": tensor}], "evaluate": {"x": tensor, "y": tensor}}]
-> [{"losses": [...], "figures": [per step: {name: value}], "weights": [[tensor, ...]], "evaluation": {name: value}}]
"""

import json
import sys

from keras_oracle import array, build, plain

import keras


def answer(case):
    layers = [build(call) for call in case["layers"]]
    model = keras.Sequential([keras.Input(shape=case["inputShape"]), *layers])
    for layer, weights in zip(layers, case["weights"]):
        layer.set_weights([array(weight) for weight in weights])
    metrics = [eval(source, {"keras": keras}) for source in case["metrics"]]
    names = {"keras": keras}
    exec(case["define"], names)
    loss = eval(case["loss"], names) if case["define"] or "(" in case["loss"] else case["loss"]
    model.compile(optimizer=build(case["optimizer"]), loss=loss, metrics=metrics, run_eagerly=case["eager"])
    losses, figures = [], []
    for batch in case["batches"]:
        model.reset_metrics()
        result = model.train_on_batch(array(batch["x"]), array(batch["y"]), return_dict=True)
        losses.append(float(result["loss"]))
        figures.append({name: float(value) for name, value in result.items()})
    whole = case["evaluate"]
    evaluation = model.evaluate(array(whole["x"]), array(whole["y"]), batch_size=7, verbose=0, return_dict=True)
    return {
        "losses": losses,
        "figures": figures,
        "weights": [[plain(weight) for weight in layer.get_weights()] for layer in layers],
        "evaluation": {name: float(value) for name, value in evaluation.items()},
    }


if __name__ == "__main__":
    print(json.dumps([answer(case) for case in json.load(sys.stdin)]))
