"""Two networks that learn against each other: model.py makes samples of noise, judge.py tells them from real ones (GAN)."""

from pathlib import Path

import keras
import tensorflow as tf
from keras import ops

from . import judge, metrics, model
from .config import CONFIG
from .data import Batches
from .preprocessing import OUTPUTS, SETTINGS

MADE, JUDGED = OUTPUTS[0]["name"], SETTINGS["judge"]["name"]


def _own(network, inputs):
    """What a network reads of these inputs."""
    given = {tensor.name: inputs[tensor.name] for tensor in network.inputs}
    return given if len(given) > 1 else next(iter(given.values()))


class Share(keras.optimizers.schedules.LearningRateSchedule):
    """The other optimizer's learning rate of this moment times a fixed number, whatever bends it."""

    def __init__(self, optimizer, ratio):
        self.optimizer, self.ratio = optimizer, ratio

    def __call__(self, step):
        return self.ratio * ops.cast(self.optimizer.learning_rate, "float32")


class Rivals(keras.Model):
    """Both networks. In every step the judge learns first, and the maker then from what the new judge says of the same noise.

    Goodfellow and others, 2014, with the loss that section 3 has for the maker.
    """

    def __init__(self, maker, judge):
        super().__init__()
        self.maker, self.judge = maker, judge
        self.means = {name: keras.metrics.Mean(name=name) for name in ("loss", f"{MADE}_loss", f"{JUDGED}_loss")}
        self.right = keras.metrics.BinaryAccuracy(name=f"{JUDGED}_accuracy")
        self.built = True

    @property
    def layers(self):
        return [*self.maker.layers, *self.judge.layers]

    @property
    def metrics(self):
        return [*self.means.values(), self.right]

    def call(self, inputs, training=False):
        return self.maker(_own(self.maker, inputs) if isinstance(inputs, dict) else inputs, training=training)

    def summary(self):
        self.maker.summary()
        self.judge.summary()

    def save(self, path):
        """The file holds the network that makes samples."""
        self.maker.save(path)

    def said(self, inputs, made, training):
        """What the judge says of real samples, or of `made` in their place."""
        shown = inputs if made is None else {tensor.name: made for tensor in self.judge.inputs}
        return self.judge(_own(self.judge, shown), training=training)

    def judged(self, inputs, made, real, weight, training):
        """The judge's loss and answers: real samples count as a little less than real, so that it never grows too sure."""
        answers = ops.concatenate([self.said(inputs, shown, training) for shown in (None, made)])
        doubted, truth = (ops.concatenate([each, ops.zeros_like(real)]) for each in (real * (1 - CONFIG["judge"]["doubt"]), real))
        twice = ops.concatenate([weight, weight])
        self.right.update_state(truth, answers)
        return self.judge.compute_loss(y=doubted, y_pred=answers, sample_weight=twice, training=training), answers

    def deceiving(self, answers, real, weight, training):
        """The maker's loss: what it makes is to be held for real."""
        return self.maker.compute_loss(y=real, y_pred=answers, sample_weight=weight, training=training)

    @staticmethod
    def _learn(network, tape, loss):
        variables = network.trainable_variables
        network.optimizer.apply_gradients(zip(tape.gradient(network.optimizer.scale_loss(loss), variables), variables))

    def _tell(self, made, judged, real):
        for name, loss in (("loss", made + judged), (f"{MADE}_loss", made), (f"{JUDGED}_loss", judged)):
            # A replica's loss is its share of all.
            whole = loss * tf.distribute.get_strategy().num_replicas_in_sync
            self.means[name].update_state(whole, sample_weight=ops.shape(real)[0])
        return self.get_metrics_result()

    def train_step(self, data):
        inputs, real, weight = data
        made = self(inputs, training=True)
        with tf.GradientTape() as tape:
            first, _ = self.judged(inputs, made, real, weight, training=True)
        self._learn(self.judge, tape, first)
        with tf.GradientTape() as tape:
            again = self.said(inputs, self(inputs, training=True), training=True)
            second = self.deceiving(again, real, weight, training=True)
        self._learn(self.maker, tape, second)
        return self._tell(second, first, real)

    def test_step(self, data):
        inputs, real, weight = data
        first, answers = self.judged(inputs, self(inputs), real, weight, training=False)
        second = self.deceiving(answers[ops.shape(real)[0] :], real, weight, training=False)
        return self._tell(second, first, real)


def build_model():
    """Both networks with fresh weights."""
    return Rivals(model.build_model(), judge.build_model())


def compile_model(rivals, learning_rate=CONFIG["lr"], optimizer=CONFIG["optimizer"], schedule=CONFIG["schedule"], **moment):
    """Sets both optimizers; the judge's learning rate is that of the maker times a fixed number."""
    model.compile_model(rivals.maker, learning_rate, optimizer=optimizer, schedule=schedule, **moment)
    share = Share(rivals.maker.optimizer, CONFIG["judge"]["lr"] / CONFIG["lr"])
    judge.compile_model(rivals.judge, share, optimizer=CONFIG["judge"]["optimizer"], **moment)
    for network in (rivals.maker, rivals.judge):
        network.optimizer.build(network.trainable_variables)
    # Keras' callbacks look at an optimizer.
    rivals.compile(optimizer=rivals.maker.optimizer)


def _beside(path):
    """The judge's weights lie beside the maker's."""
    return Path(path).with_name("judge.npz")


def load_weights(rivals, path, only=None):
    """Sets the weights of both, or those of some layers only."""
    for network, source, file in ((rivals.maker, model, path), (rivals.judge, judge, _beside(path))):
        source.load_weights(network, file, only=only)


def save_weights(rivals, path):
    """Writes the weights of both: the maker's to `path`, and the judge's to judge.npz beside it."""
    model.save_weights(rivals.maker, path)
    judge.save_weights(rivals.judge, _beside(path))


def figures(rivals, samples, numbers, batch_size):
    """The losses of both, how many samples the judge told apart, and how much those that were made are like real ones."""
    if not rivals.compiled:
        compile_model(rivals)
    losses = rivals.evaluate(Batches(samples, numbers, batch_size), return_dict=True, verbose=0)
    return {**losses, **metrics.figures(rivals, samples, numbers, batch_size)}
