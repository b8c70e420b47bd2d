"""Keras' answers to questions that the oracle tests ask: one JSON object on stdin, one on stdout.

{"layers": [...], "shapes": [...], "losses": [...], "metrics": [...], "initializers": [...], "optimizers": [...]}
Tensors are {"shape": [...], "dtype": "float32", "data": [...]}.
"""

import json
import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = "-1"

import keras  # noqa: E402
import numpy as np  # noqa: E402
import tensorflow as tf  # noqa: E402


def array(tensor):
    return np.asarray(tensor["data"], dtype=tensor.get("dtype", "float32")).reshape(tensor["shape"])


def plain(value):
    value = np.asarray(value)
    return {"shape": list(value.shape), "data": value.astype("float64").ravel().tolist()}


def is_call(value):
    return isinstance(value, dict) and "className" in value


def lookup(name):
    """'Dense' is keras.layers.Dense; a name with a dot begins at keras itself."""
    place = keras if "." in name else keras.layers
    for part in name.split("."):
        place = getattr(place, part)
    return place


def build(value):
    """A value of our Keras calls as Python."""
    if is_call(value):
        return lookup(value["className"])(**{name: build(argument) for name, argument in value["args"].items()})
    if isinstance(value, dict) and "tuple" in value:
        return tuple(build(entry) for entry in value["tuple"])
    if isinstance(value, dict) and "source" in value:
        return eval(value["source"], {"keras": keras})
    if isinstance(value, list):
        return [build(entry) for entry in value]
    return value


def answer_layer(case):
    layer = build(case["call"])
    inputs = [tf.constant(array(tensor)) for tensor in case["inputs"]]
    given = inputs if case["many"] else inputs[0]
    # Shapes as Keras infers them before it sees a number; None where ours is null.
    symbols = [keras.Input(shape=tensor["symbol"], dtype=tensor.get("dtype", "float32")) for tensor in case["inputs"]]
    symbolic = layer(symbols if case["many"] else symbols[0]).shape[1:]
    layer.set_weights([array(weight) for weight in case["weights"]])
    direction = tf.constant(array(case["direction"]))
    sources = list(layer.trainable_weights)
    values = [variable.value for variable in sources]
    floats = [tensor for tensor in inputs if tensor.dtype == tf.float32]
    with tf.GradientTape() as tape:
        tape.watch(floats)
        output = layer(given, training=False)
        slope = tf.reduce_sum(output * direction)
    slopes = tape.gradient(slope, values + floats, unconnected_gradients="zero")
    return {
        "symbolic": list(symbolic),
        "names": [weight.name for weight in layer.weights],
        "shapes": [list(weight.shape) for weight in layer.weights],
        "trainable": [bool(weight.trainable) for weight in layer.weights],
        "count": int(layer.count_params()),
        "output": plain(output),
        "slopes": [plain(tf.convert_to_tensor(one)) for one in slopes],
    }


def answer_shape(case):
    """What Keras makes of a call and of inputs of these shapes, without numbers."""
    layer = build(case["call"])
    symbols = [keras.Input(shape=tensor["shape"], dtype=tensor["dtype"]) for tensor in case["inputs"]]
    output = layer(symbols if case["many"] else symbols[0])
    return {"shape": list(output.shape[1:]), "count": int(layer.count_params())}


def answer_loss(case):
    """The loss of every sample: the mean over whatever axes Keras' function leaves."""
    values = np.asarray(keras.losses.get(case["keras"])(array(case["target"]), array(case["prediction"])))
    return plain(values.reshape(values.shape[0], -1).mean(axis=1))


def answer_metric(case):
    """The metric as `compile` takes it, over two batches."""
    metric = eval(case["keras"], {"keras": keras})
    wrapper = keras.src.trainers.compile_utils.CompileMetrics([metric], None, output_names=["y"])
    for batch in case["batches"]:
        wrapper.update_state(tf.constant(array(batch["target"])), tf.constant(array(batch["prediction"])))
    values = [float(value) for value in wrapper.result().values()]
    return values[0]


def answer_initializer(case):
    keras.utils.set_random_seed(1)
    value = np.asarray(keras.initializers.get(case["keras"])(tuple(case["shape"])))
    fans = keras.src.initializers.random_initializers.compute_fans(tuple(case["shape"]))
    return {
        "mean": float(value.mean()),
        "deviation": float(value.std()),
        "largest": float(np.abs(value).max()),
        "fans": [int(fan) for fan in fans],
    }


def answer_optimizer(case):
    """The weights after each step down the slopes of bowls, 0.5 * sum(scale * w²), one for each weight."""
    optimizer = build(case["call"])
    weights = [keras.Variable(array(bowl["start"])) for bowl in case["bowls"]]
    scales = [array(bowl["scale"]) for bowl in case["bowls"]]
    path = []
    for _ in range(case["steps"]):
        slopes = [tf.constant(scale * np.asarray(weight.value)) for scale, weight in zip(scales, weights)]
        optimizer.apply(slopes, weights)
        path.append([plain(weight.value) for weight in weights])
    return path


def answer_schedule(case):
    """The learning rate of each step asked for; the rate is Python as an exported model.py has it."""
    values = {"keras": keras, "np": np, **case["values"]}
    exec(case["source"], values)
    rate = eval(case["rate"], values)
    return [float(rate(step)) for step in case["steps"]]


def answer_plateau(case):
    """The learning rate before each epoch, for validation losses as given."""
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    model.compile(optimizer=keras.optimizers.SGD(case["rate"]), loss="mse")
    callback = keras.callbacks.ReduceLROnPlateau(monitor="val_loss", mode="min", **case["arguments"])
    callback.set_model(model)
    callback.on_train_begin()
    rates = []
    for epoch, loss in enumerate(case["losses"]):
        rates.append(float(model.optimizer.learning_rate))
        callback.on_epoch_end(epoch, {"loss": 1.0, "val_loss": loss})
    return [*rates, float(model.optimizer.learning_rate)]


answers = {
    "layers": answer_layer,
    "shapes": answer_shape,
    "losses": answer_loss,
    "metrics": answer_metric,
    "initializers": answer_initializer,
    "optimizers": answer_optimizer,
    "schedules": answer_schedule,
    "plateaus": answer_plateau,
}


def safe(function, case):
    try:
        return function(case)
    except Exception as error:  # the test that asked must fail, not its neighbours
        return {"error": f"{type(error).__name__}: {error}"}


if __name__ == "__main__":
    questions = json.load(sys.stdin)
    sys.stdout.write(
        json.dumps({topic: [safe(answers[topic], case) for case in cases] for topic, cases in questions.items()})
    )
