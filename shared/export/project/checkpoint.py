"""A checkpoint after every epoch, from which train.py --resume auto goes on as if it had never stopped."""

import json
import shutil
import signal
import sys
import threading

import keras
import numpy as np

# What callbacks remember from one epoch to the next.
REMEMBERED = ("best", "wait", "cooldown_counter")


def newest(out):
    """The folder of the last whole checkpoint; None where there is none."""
    whole = (folder for folder in out.glob("checkpoint-*") if not folder.name.endswith("draft"))
    return max(whole, key=_number, default=None)


def _number(folder):
    """Checkpoints are counted as they are written, not by their epochs: a stop writes one within an epoch, too."""
    return int(folder.name.rpartition("-")[2])


def epochs_of(folder):
    """Epochs that were trained before."""
    return json.loads((folder / "state.json").read_text(encoding="utf-8"))["epoch"]


def _generators(model):
    """What dropout and noise draw from; Keras' own weights file leaves it out."""
    return [variable for variable in model.variables if variable.path.endswith("seed_generator_state")]


def restore(model, folder):
    """Weights, the optimizer's state and that of random numbers, into a model that is compiled."""
    model.optimizer.build(model.trainable_variables)
    model.load_weights(folder / "model.weights.h5")
    with np.load(folder / "random.npz") as states:
        for variable, name in zip(_generators(model), states.files):
            variable.assign(states[name])


class Checkpoint(keras.callbacks.Callback):
    """Writes a checkpoint to `out` where `writes`; goes on from `begun`. Stands last among the callbacks.

    `others` are the callbacks before it, the first of which keeps the best weights; `anywhere` says whether something is so in
    any process, asked in all of them.
    """

    def __init__(self, out, others, begun, writes, anywhere):
        super().__init__()
        self.out = out
        self.others = others
        self.begun = begun
        self.writes = writes
        self.anywhere = anywhere
        self.stopped = False
        # Machines that are taken away, and Slurm, say so before. Ray works in a thread that hears no signals.
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGTERM, lambda *_: setattr(self, "stopped", True))

    def on_train_begin(self, logs=None):
        # The others have forgotten what they knew just before.
        if self.begun is None:
            return
        state = json.loads((self.begun / "state.json").read_text(encoding="utf-8"))
        for callback, kept in zip(self.others, state["callbacks"]):
            for name, value in kept.items():
                setattr(callback, name, value)
        with np.load(self.begun / "best.npz") as best:
            self.others[0].weights = [best[name] for name in best.files] or None

    def on_epoch_begin(self, epoch, logs=None):
        self.epoch = epoch

    def on_train_batch_end(self, batch, logs=None):
        # All end behind the same batch, so that none waits for one that has left.
        if self.anywhere(self.stopped):
            # This epoch begins again, with what was learned in it so far.
            self.write(self.epoch)
            # The others wait until it is written.
            self.anywhere(True)
            sys.exit("Stopped; --resume auto goes on from here.")

    def on_epoch_end(self, epoch, logs=None):
        self.write(epoch + 1)

    def write(self, epochs):
        """Keeps where training stands, after so many whole epochs."""
        if not self.writes:
            return
        draft = self.out / "checkpoint-draft"
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir()
        self.model.save_weights(draft / "model.weights.h5")
        np.savez(draft / "random.npz", *map(keras.ops.convert_to_numpy, _generators(self.model)))
        np.savez(draft / "best.npz", *(self.others[0].weights or []))
        kept = [{name: vars(callback)[name] for name in REMEMBERED if name in vars(callback)} for callback in self.others]
        state = json.dumps({"epoch": epochs, "callbacks": kept}, default=float)
        (draft / "state.json").write_text(state, encoding="utf-8")
        # Whole from one moment to the next; the one before goes only then.
        earlier = newest(self.out)
        draft.rename(self.out / f"checkpoint-{1 if earlier is None else _number(earlier) + 1}")
        if earlier is not None:
            shutil.rmtree(earlier)
