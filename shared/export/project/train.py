"""Trains the network: python train.py --help. In one process, or in those of TF_CONFIG, on one machine or many."""

import argparse
import json
import os
import shutil
import sys
import tempfile
from pathlib import Path

import keras
import numpy as np

from checkpoint import Checkpoint, epochs_of, newest, restore
from data import Batches, Samples, balanced_weights, data_here, resampled
from evaluate import figures
from model import build_model, compile_model, load_weights, save_weights
from preprocessing import HERE, OUTPUTS, SETTINGS
from together import choose_device, digest, fit_together, processes, scope, strategy_of

TRAINING = SETTINGS["training"]


class KeepBest(keras.callbacks.Callback):
    """Remembers the weights of the best epoch (validation loss where there is one) and writes each epoch's figures."""

    def __init__(self, out, say):
        super().__init__()
        self.out = out
        self.say = say
        self.best = None
        self.weights = None

    def on_epoch_end(self, epoch, logs=None):
        logs = {name: float(value) for name, value in (logs or {}).items()}
        line = json.dumps({"epoch": epoch + 1, **logs})
        with open(self.out / "metrics.jsonl", "a", encoding="utf-8") as file:
            file.write(line + "\n")
        if self.say:
            print(f"\n{line}", flush=True)
        loss = logs.get("val_loss", logs["loss"])
        if not np.isfinite(loss):
            sys.exit("The loss is no longer a number. Try a smaller learning rate: --lr.")
        if self.best is None or loss < self.best:
            self.best = loss
            self.weights = self.model.get_weights()

    def on_train_end(self, logs=None):
        if self.weights is not None:
            self.model.set_weights(self.weights)


def environment(*names):
    return next((os.environ[name] for name in names if os.environ.get(name)), None)


def parse():
    data = environment("SM_CHANNEL_TRAIN", "SM_CHANNEL_TRAINING", "AIP_TRAINING_DATA_URI") or data_here()
    out = environment("SM_MODEL_DIR", "AIP_MODEL_DIR", "AZUREML_OUTPUT_model") or HERE / "trained"
    parser = argparse.ArgumentParser(description="Trains the network from scratch.")
    parser.add_argument("--data", default=data, required=data is None, help="CSV file, or folder as the README says")
    parser.add_argument("--out", default=out, type=Path, help="folder for the results")
    parser.add_argument("--config", type=Path, help="a JSON file with values for these options")
    parser.add_argument("--epochs", default=TRAINING["epochs"], type=int, help="times to go through the data")
    parser.add_argument("--batch-size", default=TRAINING["batchSize"], type=int, help="samples per step, in all processes together")
    parser.add_argument("--lr", type=float, help="learning rate, in place of the one in model.py")
    parser.add_argument("--seed", default=TRAINING["seed"], type=int, help="seed of weights and order")
    parser.add_argument("--split-seed", default=SETTINGS["split"]["seed"], type=int, help="seed of the split")
    parser.add_argument("--resume", help="'auto' goes on from the last checkpoint in --out; a .npz file gives starting weights")
    parser.add_argument("--precision", default="float32", choices=["float32", "bfloat16"], help="numbers of the forward pass")
    parser.add_argument("--devices", default=1, type=int, help="GPUs of this machine that share each batch (Keras on TensorFlow)")
    parser.add_argument("--device", default="auto", help="cpu, gpu or auto (Keras on TensorFlow)")
    parser.add_argument("--workers", default=1, type=int, help="threads that read data")
    parser.add_argument("--limit-batches", type=int, help="at most this many batches per epoch, for a quick try")
    options = parser.parse_args()
    if options.config:
        parser.set_defaults(**json.loads(options.config.read_text(encoding="utf-8")))
        options = parser.parse_args()
    return options


def main():
    options = parse()
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
    train = resampled(samples, train, TRAINING["resampling"], options.seed)
    if options.limit_batches:
        limit = options.limit_batches * options.batch_size
        train, validation, test = train[:limit], validation[:limit], test[:limit]
    print(f"{len(train)} samples to train, {len(validation)} to validate, {len(test)} to test")

    weights = balanced_weights(samples, train) if TRAINING["classWeights"] == "balanced" else None
    share, mixing = (rank, world), TRAINING["mixing"]
    batches = Batches(samples, train, options.batch_size, options.seed, weights, share, mixing, options.workers)
    watched = Batches(samples, validation, options.batch_size, share=share, workers=options.workers) if len(validation) else None
    rate = {} if options.lr is None else {"learning_rate": options.lr}
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
        compile_model(model, steps_per_epoch=len(batches), epochs=options.epochs, **rate, **weighed)
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
    callbacks = [KeepBest(out, say=first)]
    stopping = TRAINING["earlyStopping"]
    if stopping["enabled"] and len(validation):
        callbacks.append(keras.callbacks.EarlyStopping(
            monitor="val_loss", mode="min", patience=stopping["patience"], min_delta=stopping["minDelta"]))
    if TRAINING["plateau"]:
        monitor = "val_loss" if len(validation) else "loss"
        callbacks.append(keras.callbacks.ReduceLROnPlateau(monitor=monitor, mode="min", **TRAINING["plateau"]))
    callbacks.append(Checkpoint(out, callbacks[:], begun, writes=first))
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
