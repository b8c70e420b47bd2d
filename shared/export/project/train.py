"""Trains the network: python train.py --help. In one process, or in those of TF_CONFIG, on one machine or many."""

import json
import shutil
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "src"))

import keras

from network.checkpoint import Checkpoint, epochs_of, newest, restore
from network.config import CONFIG, parse
from network.data import Batches, Samples, balanced_weights, data_here, resampled
from network.history import History
from network.metrics import figures
from network.model import build_model, compile_model, load_weights, save_weights
from network.preprocessing import HERE, OUTPUTS
from network.together import anywhere_of, choose_device, digest, fit_together, processes, scope, strategy_of


class KeepBest(keras.callbacks.Callback):
    """Remembers the weights of the best epoch (validation loss where there is one), or the last, and hands on each epoch's figures."""

    def __init__(self, history, steps):
        super().__init__()
        self.history = history
        self.steps = steps
        self.best = None
        self.weights = None

    def on_epoch_end(self, epoch, logs=None):
        logs = {name: float(value) for name, value in (logs or {}).items()}
        if self.history.writes:
            # Behind Keras' own bar.
            print()
        self.history.add(epoch + 1, self.steps, logs)
        loss = logs.get("val_loss", logs["loss"])
        if CONFIG["keeps"] == "last" or self.best is None or loss < self.best:
            self.best = loss
            self.weights = self.model.get_weights()

    def on_train_end(self, logs=None):
        if self.weights is not None:
            self.model.set_weights(self.weights)


def main():
    options = parse(
        data_here(),
        resume="a .npz file gives starting weights",
        devices="GPUs of this machine that share each batch (Keras on TensorFlow)",
    )
    choose_device(options.device)
    strategy = strategy_of(options.devices)
    rank, world = processes()
    first = rank == 0
    # All processes do the same, and what the others write is thrown away.
    out = options.out if first else Path(tempfile.mkdtemp())
    keras.utils.set_random_seed(options.seed)
    if options.precision != "float32":
        keras.config.set_dtype_policy(f"mixed_{options.precision}")
    samples = Samples(options.data)
    train, validation, test = samples.split(options.split_seed)
    train = resampled(samples, train, CONFIG["resampling"], options.seed)
    if options.limit_batches:
        limit = options.limit_batches * options.batch_size
        train, validation, test = train[:limit], validation[:limit], test[:limit]
    print(f"{len(train)} samples to train, {len(validation)} to validate, {len(test)} to test")

    weights = balanced_weights(samples, train) if CONFIG["class_weights"] == "balanced" else None
    share, mixing = (rank, world), CONFIG["mixing"]
    batches = Batches(samples, train, options.batch_size, options.seed, weights, share, mixing, options.workers)
    watched = Batches(samples, validation, options.batch_size, share=share, workers=options.workers) if len(validation) else None
    # Several labels are weighed one by one, within the loss.
    labels = {s["name"]: weights[s["name"]] for s in OUTPUTS if weights and s["task"] == "labels"}
    weighed = {"label_weights": labels} if labels else {}
    begun = newest(options.out) if options.resume == "auto" else None
    start = 0 if begun is None else epochs_of(begun)
    with scope(strategy):
        model = build_model()
        frozen = [layer.name for layer in model.layers if not layer.trainable]
        if options.resume and options.resume != "auto":
            load_weights(model, options.resume)
        elif frozen:
            # What does not learn keeps what the run began with.
            load_weights(model, HERE / "weights.npz", only=frozen)
        chosen = {name: CONFIG[name] for name in ("optimizer", "schedule")}
        compile_model(model, options.lr, steps_per_epoch=len(batches), epochs=options.epochs, **chosen, **weighed)
        if begun is not None:
            restore(model, begun)
    if first:
        model.summary()
    if begun is not None:
        print(f"Going on after epoch {start}.")
    for _ in range(start):
        # The order of samples is that of the epochs to come.
        batches.on_epoch_end()

    out.mkdir(parents=True, exist_ok=True)
    history = History(out, f"Keras {keras.__version__}", options, start, writes=first)
    callbacks = [KeepBest(history, len(batches))]
    stopping = CONFIG["early_stopping"]
    if stopping["enabled"] and len(validation):
        callbacks.append(keras.callbacks.EarlyStopping(
            monitor="val_loss", mode="min", patience=stopping["patience"], min_delta=stopping["min_delta"]))
    if CONFIG["plateau"]:
        monitor = "val_loss" if len(validation) else "loss"
        callbacks.append(keras.callbacks.ReduceLROnPlateau(monitor=monitor, mode="min", **CONFIG["plateau"]))
    callbacks.append(Checkpoint(out, callbacks[:], begun, writes=first, anywhere=anywhere_of(strategy)))
    if world > 1:
        fit_together(model, strategy, batches, watched, range(start, options.epochs), callbacks)
        print(f"Process {rank + 1} of {world}: weights {digest(model)}", flush=True)
    else:
        model.fit(batches, validation_data=watched, epochs=options.epochs, initial_epoch=start, shuffle=False, callbacks=callbacks)
    if strategy is not None:
        # The same network for one device alone: it is measured and saved so.
        trained, model = model.get_weights(), build_model()
        model.set_weights(trained)
    if not first:
        shutil.rmtree(out)
        return
    save_weights(model, out / "weights.npz")
    model.save(out / "model.keras")
    if len(test):
        found = figures(model, samples, test, options.batch_size)
        print(json.dumps({f"test_{name}": value for name, value in found.items()}))
    print(f"Saved to {out}. Use it: python predict.py --weights {out / 'weights.npz'} ...")


if __name__ == "__main__":
    main()
