"""What a training comes to: a line of figures per epoch on the screen, in metrics.jsonl and, with --mlflow, in MLflow."""

import json
import math
import re
import sys
import time

from .config import CONFIG
from .preprocessing import SETTINGS


class History:
    """Lines in `out`, from the epoch after `begun` on; `by` says which framework trains. None but the first process writes."""

    def __init__(self, out, by, options, begun=0, writes=True):
        self.path, self.by, self.writes, self.tracker = out / "metrics.jsonl", by, writes, None
        lines = self.path.read_text(encoding="utf-8").splitlines() if begun and self.path.exists() else []
        # An epoch that begins again is not there twice.
        kept = [line for line in lines if json.loads(line)["epoch"] <= begun]
        last = json.loads(kept[-1]) if kept else {"seconds": 0, "step": 0}
        self.start, self.step = time.monotonic() - last["seconds"], last["step"]
        if not writes:
            return
        self.path.write_text("".join(f"{line}\n" for line in kept), encoding="utf-8")
        if options.mlflow:
            import mlflow

            self.tracker = mlflow
            if mlflow.active_run() is None:
                mlflow.start_run(run_name=SETTINGS["name"])
            mlflow.log_params({name: str(value) for name, value in {**CONFIG, **vars(options)}.items()})

    def add(self, epoch, steps, figures):
        """An epoch, counted from 1, and how many batches it had. Ends the program where the loss is no number."""
        if not all(math.isfinite(figures.get(name, 0)) for name in ("loss", "val_loss")):
            sys.exit("The loss is no longer a number. Try a smaller learning rate: --lr.")
        figures = {name: value for name, value in figures.items() if math.isfinite(value)}
        seconds = round(time.monotonic() - self.start, 3)
        self.step += steps
        # Every line says where it belongs, so that Layerloom can take it into the history of its runs.
        line = json.dumps({"epoch": epoch, "step": self.step, "seconds": seconds, **figures, "run": SETTINGS["made"]["run"], "by": self.by})
        if not self.writes:
            return
        print(line, flush=True)
        with open(self.path, "a", encoding="utf-8") as file:
            file.write(line + "\n")
        if self.tracker is not None:
            self.tracker.log_metrics({re.sub(r"[^\w\-./ :]", "_", name): value for name, value in figures.items()}, step=epoch)
