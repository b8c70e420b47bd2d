"""Trains one of the benchmark's networks in Keras (graph mode) or PyTorch, as told by lines on standard input.

    {"library": "keras", "network": "mlp", "samples": 6400, "batch": 32, "seconds": 5}

answers {"steps_per_second": ...} per line; {"ready": [...]} comes first and names the libraries that are there.
Time counts from the second epoch on: the first one traces and compiles.
"""
import json
import os
import sys
import time

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np


def data(network, samples):
    random = np.random.default_rng(1)
    if network == "mlp":
        x = random.standard_normal((samples, 20), dtype=np.float32)
        return x, (x[:, :1] > 0).astype(np.float32)
    if network == "cnn":
        x = random.random((samples, 28, 28, 1), dtype=np.float32)
        return x, random.integers(0, 10, samples)
    x = random.standard_normal((samples, 800), dtype=np.float32)
    return x, (x[:, :1] > 0).astype(np.float32)


def keras_model(network):
    import keras
    from keras import layers

    if network == "mlp":
        rows = [keras.Input((20,)), layers.Dense(64, "relu"), layers.Dense(64, "relu"), layers.Dense(1, "sigmoid")]
    elif network == "cnn":
        rows = [
            keras.Input((28, 28, 1)),
            layers.Conv2D(32, 3, activation="relu"),
            layers.MaxPooling2D(),
            layers.Conv2D(64, 3, activation="relu"),
            layers.MaxPooling2D(),
            layers.Flatten(),
            layers.Dense(128, "relu"),
            layers.Dense(10, "softmax"),
        ]
    else:
        rows = [keras.Input((800,)), layers.Reshape((50, 16)), layers.LSTM(64), layers.Dense(1, "sigmoid")]
    model = keras.Sequential(rows)
    loss = "sparse_categorical_crossentropy" if network == "cnn" else "binary_crossentropy"
    model.compile(optimizer="adam", loss=loss, metrics=["accuracy"])
    return model


def time_keras(network, samples, batch, seconds):
    import keras

    x, y = data(network, samples)
    model = keras_model(network)
    model.fit(x, y, batch_size=batch, epochs=1, verbose=0)
    steps, begin = 0, time.perf_counter()
    while True:
        model.fit(x, y, batch_size=batch, epochs=1, verbose=0)
        steps += -(-samples // batch)
        took = time.perf_counter() - begin
        if took >= seconds:
            keras.backend.clear_session()
            return steps / took


def time_torch(network, samples, batch, seconds):
    import torch
    from torch import nn

    class Last(nn.Module):
        def __init__(self):
            super().__init__()
            self.lstm = nn.LSTM(16, 64, batch_first=True)
            self.head = nn.Linear(64, 1)

        def forward(self, x):
            return self.head(self.lstm(x.view(-1, 50, 16))[0][:, -1])

    x, y = (torch.tensor(part) for part in data(network, samples))
    if network == "mlp":
        model = nn.Sequential(nn.Linear(20, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 1))
    elif network == "cnn":
        x = x.permute(0, 3, 1, 2).contiguous()
        model = nn.Sequential(
            *(nn.Conv2d(1, 32, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(32, 64, 3), nn.ReLU(), nn.MaxPool2d(2)),
            *(nn.Flatten(), nn.Linear(1600, 128), nn.ReLU(), nn.Linear(128, 10)),
        )
    else:
        model = Last()
    loss_of = nn.CrossEntropyLoss() if network == "cnn" else nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(model.parameters())

    def epoch():
        order = torch.randperm(samples)
        for start in range(0, samples, batch):
            rows = order[start : start + batch]
            optimizer.zero_grad()
            loss = loss_of(model(x[rows]), y[rows])
            loss.backward()
            optimizer.step()
            loss.item()

    epoch()
    steps, begin = 0, time.perf_counter()
    while True:
        epoch()
        steps += -(-samples // batch)
        took = time.perf_counter() - begin
        if took >= seconds:
            return steps / took


libraries = {}
try:
    import keras  # noqa: F401

    libraries["keras"] = time_keras
except ImportError:
    pass
try:
    import torch  # noqa: F401

    libraries["torch"] = time_torch
except ImportError:
    pass

print(json.dumps({"ready": list(libraries)}), flush=True)
for line in sys.stdin:
    task = json.loads(line)
    library = libraries[task.pop("library")]
    print(json.dumps({"steps_per_second": library(**task)}), flush=True)
