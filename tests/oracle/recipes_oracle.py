"""What real Keras makes of the same networks, weights, batches and draws, by recipes: JSON on stdin, JSON on stdout.

[{"recipe": "autoencoder" | "variational" | "languageModel" | "adversarial", "layers": {name: Keras call}, "weights": {name: [tensor]},
  "optimizer": call, "rival": call or null, "smoothing": number, "batches": [tensor], "draws": [tensor], "weight": number}]
-> [{"losses": [...], "divergences": [...], "targets": tensor, "weights": {name: [tensor]}}]
"""

import json
import sys

from keras_oracle import array, build, plain

import keras
import numpy as np
import tensorflow as tf


def shifted(ids):
    """The next token's id at every place, 0 behind a text that ends, -1 where nothing is known."""
    moved = np.concatenate([ids[:, 1:], np.zeros_like(ids[:, :1])], axis=1)
    whole = (ids == 0).any(axis=1, keepdims=True)
    return np.where(ids == 0, -1, np.where((moved == 0) & ~whole, -1, moved))


def against(case):
    """Two networks in turns, as Keras' own DCGAN example does, with the loss of both before they change."""
    layers = {name: build(call) for name, call in case["layers"].items()}

    def make(noise):
        return layers["draw"](layers["even"](layers["imagine"](noise), training=True))

    def judge(x):
        return layers["verdict"](layers["look"](x))

    judge(make(tf.constant(array(case["draws"][0]))))
    for name, layer in layers.items():
        layer.set_weights([array(weight) for weight in case["weights"][name]])
    loss = keras.losses.BinaryCrossentropy()
    sides = []
    for names, call in ((["look", "verdict"], case["rival"]), (["imagine", "even", "draw"], case["optimizer"])):
        sides.append((build(call), [one for name in names for one in layers[name].trainable_weights]))
    losses = []
    for batch, draw in zip(case["batches"], case["draws"]):
        real, noise = tf.constant(array(batch)), tf.constant(array(draw))
        size = real.shape[0]
        made = make(noise)
        truth = tf.concat([tf.fill([size, 1], 1 - case["smoothing"]), tf.zeros([size, 1])], 0)
        total = 0.0
        for (optimizer, variables), said in zip(
            sides,
            (
                lambda: loss(truth, tf.concat([judge(real), judge(made)], 0)),
                lambda: loss(tf.ones([size, 1]), judge(make(noise))),
            ),
        ):
            with tf.GradientTape() as tape:
                value = said()
            optimizer.apply(tape.gradient(value, [one.value for one in variables]), variables)
            total += float(value)
        losses.append(total)
    return {
        "losses": losses,
        "divergences": [],
        "targets": None,
        "weights": {name: [plain(weight) for weight in layer.get_weights()] for name, layer in layers.items()},
    }


def answer(case):
    if case["recipe"] == "adversarial":
        return against(case)
    layers = {name: build(call) for name, call in case["layers"].items()}
    recipe = case["recipe"]
    targets = None

    def loss_of(batch, draw):
        x = tf.constant(array(batch))
        if recipe == "autoencoder":
            return tf.reduce_mean((layers["again"](layers["narrow"](x)) - x) ** 2), None
        if recipe == "variational":
            hidden = layers["hidden"](x)
            mean, spread = layers["mean"](hidden), layers["spread"](hidden)
            made = layers["again"](mean + tf.exp(0.5 * spread) * tf.constant(array(draw)))
            kl = tf.reduce_mean(-0.5 * tf.reduce_sum(1 + spread - mean**2 - tf.exp(spread), axis=1))
            return tf.reduce_mean((made - x) ** 2) + case["weight"] * kl, kl
        ids = array(batch).astype("int32")
        chances = layers["chances"](layers["gru"](layers["codes"](tf.constant(ids))))
        loss = keras.losses.SparseCategoricalCrossentropy(ignore_class=-1)
        return loss(shifted(ids), chances), None

    loss_of(case["batches"][0], case["draws"][0] if case["draws"] else None)
    for name, layer in layers.items():
        layer.set_weights([array(weight) for weight in case["weights"][name]])
    optimizer = build(case["optimizer"])
    variables = [variable for layer in layers.values() for variable in layer.trainable_weights]
    losses, divergences = [], []
    for at, batch in enumerate(case["batches"]):
        with tf.GradientTape() as tape:
            loss, kl = loss_of(batch, case["draws"][at] if case["draws"] else None)
        # An Embedding's slopes come as those of its used rows; Adam moves the others, too.
        slopes = [tf.convert_to_tensor(slope) for slope in tape.gradient(loss, [one.value for one in variables])]
        optimizer.apply(slopes, variables)
        losses.append(float(loss))
        if kl is not None:
            divergences.append(float(kl))
    if recipe == "languageModel":
        targets = plain(shifted(array(case["batches"][0])))
    return {
        "losses": losses,
        "divergences": divergences,
        "targets": targets,
        "weights": {name: [plain(weight) for weight in layer.get_weights()] for name, layer in layers.items()},
    }


if __name__ == "__main__":
    print(json.dumps([answer(case) for case in json.load(sys.stdin)]))
