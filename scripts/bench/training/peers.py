"""The benchmark's networks in Keras (graph mode) and PyTorch, as told by lines of JSON on standard input.

    {"library": "keras", "network": "mlp", "variant": "jit", "seconds": 2}

answers {"steps_per_second": ...}. {"ready": {...}} comes first: the libraries that are there, with their versions and
variants. Layers and names are those of networks.ts. "batch" takes the place of the network's own; "gpu" puts PyTorch on the
graphics processor. "agree" trains 200 steps from weights in a file and gives the losses.
"""
import json
import os
import sys
import time

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np

BATCH = {"mlp": 32, "cnn": 64, "resnet": 32, "lstm": 32, "gru": 32, "text": 32, "transformer": 32, "auto": 128}
SHAPE = {
    "mlp": (20,),
    "cnn": (28, 28, 1),
    "resnet": (32, 32, 3),
    "lstm": (50, 16),
    "gru": (50, 16),
    "text": (100,),
    "transformer": (64, 64),
    "auto": (784,),
}
CLASSES = {"mlp": 2, "cnn": 10, "resnet": 10, "lstm": 2, "gru": 2, "text": 2, "transformer": 10, "auto": 0}
BATCHES = {"mlp": 200, "cnn": 40, "resnet": 10, "lstm": 40, "gru": 40, "text": 100, "transformer": 20, "auto": 100}
RATE = 0.001
AGREE = 200


def data(network, batch):
    random = np.random.default_rng(1)
    samples = batch * BATCHES[network]
    if network == "text":
        x = random.integers(0, 20000, (samples, 100)).astype(np.int32)
        return x, (x[:, :1] > 10000).astype(np.float32)
    x = random.standard_normal((samples, *SHAPE[network]), dtype=np.float32)
    if network == "auto":
        return x, (1 / (1 + np.exp(-x))).astype(np.float32)
    if CLASSES[network] == 2:
        return x, (x.reshape(samples, -1)[:, :1] > 0).astype(np.float32)
    return x, random.integers(0, CLASSES[network], samples)


def keras_model(network):
    import keras
    from keras import layers as L

    given = keras.Input(SHAPE[network], dtype="int32" if network == "text" else "float32")
    x = given

    def residual(x, name, filters, strides):
        around = x if strides == 1 else L.Conv2D(filters, 1, strides=strides, padding="same", name=f"{name}_around")(x)
        y = L.Conv2D(filters, 3, strides=strides, padding="same", name=f"{name}_a")(x)
        y = L.ReLU()(L.BatchNormalization(name=f"{name}_an")(y))
        y = L.Conv2D(filters, 3, padding="same", name=f"{name}_b")(y)
        y = L.BatchNormalization(name=f"{name}_bn")(y)
        return L.ReLU()(L.Add()([y, around]))

    def encoder(x, name):
        y = L.MultiHeadAttention(4, 16, name=f"{name}_att")(x, x)
        x = L.LayerNormalization(name=f"{name}_norm")(L.Add()([x, y]))
        y = L.Dense(256, "relu", name=f"{name}_wide")(x)
        y = L.Dense(64, name=f"{name}_narrow")(y)
        return L.LayerNormalization(name=name)(L.Add()([x, y]))

    if network == "mlp":
        x = L.Dense(64, "relu", name="b")(L.Dense(64, "relu", name="a")(x))
    elif network == "cnn":
        x = L.MaxPooling2D()(L.Conv2D(32, 3, activation="relu", name="c1")(x))
        x = L.MaxPooling2D()(L.Conv2D(64, 3, activation="relu", name="c2")(x))
        x = L.Dense(128, "relu", name="a")(L.Flatten()(x))
    elif network == "resnet":
        x = L.Conv2D(32, 3, padding="same", name="stem")(x)
        x = L.ReLU()(L.BatchNormalization(name="stem_n")(x))
        x = residual(residual(residual(x, "s1", 32, 1), "s2", 64, 2), "s3", 128, 2)
        x = L.GlobalAveragePooling2D()(x)
    elif network == "lstm":
        x = L.LSTM(64, name="rnn")(x)
    elif network == "gru":
        x = L.GRU(64, name="rnn")(x)
    elif network == "text":
        x = L.GlobalAveragePooling1D()(L.Embedding(20000, 64, name="emb")(x))
    elif network == "transformer":
        x = L.GlobalAveragePooling1D()(encoder(encoder(x, "e1"), "e2"))
    elif network == "auto":
        for name, units in (("a", 128), ("b", 32), ("c", 128)):
            x = L.Dense(units, "relu", name=name)(x)
    ends = {0: (784, "sigmoid"), 2: (1, "sigmoid"), 10: (10, "softmax")}
    units, activation = ends[CLASSES[network]]
    return keras.Model(given, L.Dense(units, activation, name="end")(x))


def compile_keras(model, network, jit):
    import keras

    loss = {0: "mean_squared_error", 2: "binary_crossentropy", 10: "sparse_categorical_crossentropy"}
    classes = CLASSES[network]
    model.compile(
        optimizer=keras.optimizers.Adam(RATE),
        loss=loss[classes],
        metrics=[] if classes == 0 else ["accuracy"],
        jit_compile=jit,
    )


def time_keras(network, variant, seconds, batch):
    import keras
    import tensorflow as tf

    x, y = data(network, batch)
    model = keras_model(network)
    compile_keras(model, network, variant == "jit")
    batches = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(len(x)).batch(batch).prefetch(4)
    model.fit(batches, epochs=1, verbose=0)
    steps, begin = 0, time.perf_counter()
    while True:
        model.fit(batches, epochs=1, verbose=0)
        steps += BATCHES[network]
        took = time.perf_counter() - begin
        if took >= seconds:
            keras.backend.clear_session()
            return steps / took


def agree_keras(network, folder):
    import keras
    from safetensors.numpy import load_file

    given = load_file(os.path.join(folder, "given.safetensors"))
    samples = BATCH[network] * AGREE
    x = given.pop("x").reshape(samples, *SHAPE[network])
    y = given.pop("y").reshape(samples, -1)
    if network == "text":
        x = x.astype(np.int32)
    model = keras_model(network)
    with open(os.path.join(folder, "order.json"), encoding="utf-8") as file:
        order = json.load(file)
    for layer in model.layers:
        if layer.weights:
            layer.set_weights([given[name].reshape(w.shape) for name, w in zip(order[layer.name], layer.weights)])
    compile_keras(model, network, False)
    losses = []
    batch = BATCH[network]
    for step in range(AGREE):
        rows = slice(step * batch, (step + 1) * batch)
        model.reset_metrics()
        losses.append(float(model.train_on_batch(x[rows], y[rows], return_dict=True)["loss"]))
    keras.backend.clear_session()
    return losses


def torch_model(network):
    import torch
    from torch import nn

    class Lambda(nn.Module):
        def __init__(self, function):
            super().__init__()
            self.function = function

        def forward(self, x):
            return self.function(x)

    class Residual(nn.Module):
        def __init__(self, before, filters, strides):
            super().__init__()
            self.a = nn.Conv2d(before, filters, 3, strides, 1)
            self.an = nn.BatchNorm2d(filters)
            self.b = nn.Conv2d(filters, filters, 3, 1, 1)
            self.bn = nn.BatchNorm2d(filters)
            self.around = nn.Identity() if strides == 1 else nn.Conv2d(before, filters, 1, strides)

        def forward(self, x):
            y = torch.relu(self.an(self.a(x)))
            return torch.relu(self.bn(self.b(y)) + self.around(x))

    class Recurrent(nn.Module):
        def __init__(self, kind):
            super().__init__()
            self.rnn = kind(16, 64, batch_first=True)

        def forward(self, x):
            return self.rnn(x)[0][:, -1]

    if network == "mlp":
        body = [nn.Linear(20, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 1)]
    elif network == "cnn":
        body = [nn.Conv2d(1, 32, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(32, 64, 3), nn.ReLU(), nn.MaxPool2d(2)]
        body += [nn.Flatten(), nn.Linear(1600, 128), nn.ReLU(), nn.Linear(128, 10)]
    elif network == "resnet":
        body = [nn.Conv2d(3, 32, 3, 1, 1), nn.BatchNorm2d(32), nn.ReLU()]
        body += [Residual(32, 32, 1), Residual(32, 64, 2), Residual(64, 128, 2)]
        body += [Lambda(lambda x: x.mean((2, 3))), nn.Linear(128, 10)]
    elif network in ("lstm", "gru"):
        body = [Recurrent(nn.LSTM if network == "lstm" else nn.GRU), nn.Linear(64, 1)]
    elif network == "text":
        body = [nn.Embedding(20000, 64), Lambda(lambda x: x.mean(1)), nn.Linear(64, 1)]
    elif network == "transformer":
        body = [nn.TransformerEncoderLayer(64, 4, 256, 0.0, batch_first=True) for _ in range(2)]
        body += [Lambda(lambda x: x.mean(1)), nn.Linear(64, 10)]
    else:
        body = [nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 32), nn.ReLU(), nn.Linear(32, 128), nn.ReLU()]
        body += [nn.Linear(128, 784), nn.Sigmoid()]
    return nn.Sequential(*body)


def time_torch(network, variant, seconds, batch, gpu=False):
    import torch
    from torch import nn

    device = ("cuda" if torch.cuda.is_available() else "mps") if gpu else "cpu"
    x, y = (torch.tensor(part).to(device) for part in data(network, batch))
    if network == "text":
        x = x.long()
    if x.ndim == 4:
        x = x.permute(0, 3, 1, 2).contiguous()
    model = torch_model(network).to(device)
    loss_of = {0: nn.MSELoss(), 2: nn.BCEWithLogitsLoss(), 10: nn.CrossEntropyLoss()}[CLASSES[network]]
    optimizer = torch.optim.Adam(model.parameters(), RATE)
    run = torch.compile(model) if variant == "compiled" else model
    samples = len(x)

    def epoch():
        order = torch.randperm(samples, device=device)
        for start in range(0, samples, batch):
            rows = order[start : start + batch]
            optimizer.zero_grad()
            loss = loss_of(run(x[rows]), y[rows])
            loss.backward()
            optimizer.step()
            # As the other two, it tells the loss of every batch.
            loss.item()

    epoch()
    steps, begin = 0, time.perf_counter()
    while True:
        epoch()
        steps += BATCHES[network]
        took = time.perf_counter() - begin
        if took >= seconds:
            return steps / took


libraries = {}
try:
    import keras

    libraries["Keras"] = {"version": keras.__version__, "variants": ["graph", "jit"], "time": time_keras}
except ImportError:
    pass
try:
    import torch

    libraries["PyTorch"] = {"version": torch.__version__, "variants": ["eager", "compiled"], "time": time_torch}
except ImportError:
    pass

told = {name: {key: of[key] for key in ("version", "variants")} for name, of in libraries.items()}
print(json.dumps({"ready": told}), flush=True)
for line in sys.stdin:
    task = json.loads(line)
    try:
        if task.pop("task") == "agree":
            answer = {"losses": agree_keras(task["network"], task["folder"])}
        else:
            task.setdefault("batch", BATCH[task["network"]])
            answer = {"steps_per_second": libraries[task.pop("library")]["time"](**task)}
    except Exception as error:  # A variant that does not run here is told, and left out.
        answer = {"error": f"{type(error).__name__}: {error}"[:300]}
    print(json.dumps(answer), flush=True)
