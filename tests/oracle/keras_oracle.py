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


def defined(value):
    """The class of a call: Keras' own, or the one that its source defines."""
    if "define" not in value:
        return lookup(value["className"])
    names = {"keras": keras, "np": np}
    exec(value["define"], names)
    return names[value["className"]]


def call_layer(layer, case, given, **more):
    """layer(x), layer([a, b]), or as the call says."""
    how = case["call"].get("call", {})
    arguments = [given[place] for place in how["inputs"]] if "inputs" in how else [given if case["many"] else given[0]]
    return layer(*arguments, **{name: build(value) for name, value in how.get("args", {}).items()}, **more)


def build(value):
    """A value of our Keras calls as Python."""
    if is_call(value):
        return defined(value)(**{name: build(argument) for name, argument in value["args"].items()})
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
    # Shapes as Keras infers them before it sees a number; None where ours is null.
    symbols = [keras.Input(shape=tensor["symbol"], dtype=tensor.get("dtype", "float32")) for tensor in case["inputs"]]
    symbolic = call_layer(layer, case, symbols).shape[1:]
    layer.set_weights([array(weight) for weight in case["weights"]])
    if isinstance(layer, keras.layers.Normalization):
        layer.finalize_state()
    direction = tf.constant(array(case["direction"]))
    sources = list(layer.trainable_weights)
    values = [variable.value for variable in sources]
    floats = [tensor for tensor in inputs if tensor.dtype == tf.float32]
    with tf.GradientTape() as tape:
        tape.watch(floats)
        output = call_layer(layer, case, inputs, training=False)
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
    output = call_layer(layer, case, symbols)
    return {"shape": list(output.shape[1:]), "count": int(layer.count_params())}


def answer_loss(case):
    """The loss of every sample: the mean over whatever axes Keras' function leaves."""
    known = {"keras": keras}
    exec(case.get("python", ""), known)
    if "python" in case:
        loss = known[case["keras"]]
    else:
        loss = eval(case["source"], known).call if "source" in case else keras.losses.get(case["keras"])
    values = np.asarray(loss(array(case["target"]), array(case["prediction"])))
    return plain(values.reshape(values.shape[0], -1).mean(axis=1))


def answer_metric(case):
    """The metric as `compile` takes it, over two batches; from its definition, over all samples, where Keras has none."""
    if case["keras"] is None:
        targets = np.concatenate([array(batch["target"]) for batch in case["batches"]]).astype("float64")
        predictions = np.concatenate([array(batch["prediction"]) for batch in case["batches"]]).astype("float64")
        return float(definitions[case["id"]](targets, predictions))
    metric = eval(case["keras"], {"keras": keras})
    wrapper = keras.src.trainers.compile_utils.CompileMetrics([metric], None, output_names=["y"])
    for batch in case["batches"]:
        wrapper.update_state(tf.constant(array(batch["target"])), tf.constant(array(batch["prediction"])))
    values = [float(value) for value in wrapper.result().values()]
    return values[0]


def confusion(targets, predictions):
    """Samples by true class (rows) and predicted class (columns), as sklearn.metrics.confusion_matrix."""
    if targets.shape[1] == 1:
        true, predicted, classes = targets[:, 0].astype(int), (predictions[:, 0] > 0.5).astype(int), 2
    else:
        true, predicted, classes = targets.argmax(1), predictions.argmax(1), targets.shape[1]
    matrix = np.zeros((classes, classes))
    for row, column in zip(true, predicted):
        matrix[row, column] += 1
    return matrix


def balanced_accuracy(targets, predictions):
    matrix = confusion(targets, predictions)
    present = matrix.sum(1) > 0
    return (np.diag(matrix)[present] / matrix.sum(1)[present]).mean()


def macro_precision(targets, predictions):
    matrix = confusion(targets, predictions)
    called = matrix.sum(0)
    return np.where(called > 0, np.diag(matrix) / np.maximum(called, 1), 0).mean()


def matthews(targets, predictions):
    """The correlation of the indicator matrices of truth and answer (Gorodkin, 2004), centred, not from counts."""
    matrix = confusion(targets, predictions)
    true = np.concatenate([[row] * int(n) for row in range(len(matrix)) for n in [matrix[row].sum()]])
    answer = np.concatenate([[c] * int(matrix[r, c]) for r in range(len(matrix)) for c in range(len(matrix))])
    x, y = np.eye(len(matrix))[true.astype(int)], np.eye(len(matrix))[answer.astype(int)]
    x, y = x - x.mean(0), y - y.mean(0)
    return (x * y).sum() / np.sqrt((x * x).sum() * (y * y).sum())


def kappa(targets, predictions):
    matrix = confusion(targets, predictions)
    matrix = matrix / matrix.sum()
    chance = (matrix.sum(0) * matrix.sum(1)).sum()
    return (np.trace(matrix) - chance) / (1 - chance)


def specificity(targets, predictions):
    matrix = confusion(targets, predictions)
    return matrix[0, 0] / matrix[0].sum()


definitions = {
    "balancedAccuracy": balanced_accuracy,
    "macroPrecision": macro_precision,
    "matthews": matthews,
    "kappa": kappa,
    "specificity": specificity,
    "perplexity": lambda t, p: np.exp(-np.log(np.clip((t * p / p.sum(1, keepdims=True)).sum(1), 1e-7, 1 - 1e-7)).mean()),
    "brier": lambda t, p: ((t - p) ** 2).sum(1).mean(),
    "correlation": lambda t, p: np.mean([np.corrcoef(t[:, i], p[:, i])[0, 1] for i in range(t.shape[1])]),
    "bias": lambda t, p: (p - t).mean(),
    "symmetricPercentageError": lambda t, p: (200 * np.abs(t - p) / (np.abs(t) + np.abs(p))).mean(),
    "weightedPercentageError": lambda t, p: np.abs(t - p).sum() / np.abs(t).sum(),
}


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


def answer_variation(case):
    """What a layer that varies pictures makes of them with draws that are given."""
    given = case["transformation"]
    draws = {name: tf.constant(values, "float32") for name, values in given.items()} if isinstance(given, dict) else given
    return plain(build(case["call"]).transform_images(tf.constant(array(case["images"])), draws, training=True))


answers = {
    "layers": answer_layer,
    "shapes": answer_shape,
    "losses": answer_loss,
    "metrics": answer_metric,
    "initializers": answer_initializer,
    "optimizers": answer_optimizer,
    "schedules": answer_schedule,
    "plateaus": answer_plateau,
    "variations": answer_variation,
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
