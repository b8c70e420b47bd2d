"""The settings of a training: config.yaml, a file in its place, a cloud's environment, and last the command line."""

import argparse
import json
import os
import re
import sys
from pathlib import Path

from .preprocessing import HERE

LINE = re.compile(r"(\w+):\s+(\S.*)")


def read(path):
    """The settings of a file: on every line a name, a colon and a value as JSON, which YAML contains."""
    found = {}
    for number, line in enumerate(Path(path).read_text(encoding="utf-8-sig").splitlines(), 1):
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        try:
            name, value = LINE.fullmatch(line).groups()
            found[name] = json.loads(value)
        except (AttributeError, ValueError):
            sys.exit(f"Line {number} of {path} is {line!r}; expected was a name, a colon and a value as JSON on one line, such as epochs: 10")
    return found


CONFIG = read(HERE / "config.yaml")


def change(path):
    """Puts a file's settings in the place of those of config.yaml; ends where it has others."""
    found = read(path)
    unknown = [name for name in found if name not in CONFIG]
    if unknown:
        sys.exit(f"{path} sets {unknown[0]!r}, which there is not. There are: {', '.join(CONFIG)}.")
    CONFIG.update(found)


def environment(*names):
    """The first of these variables that is set; a name with * stands for all that begin so."""
    for name in names:
        known = sorted(key for key in os.environ if key.startswith(name[:-1])) if name.endswith("*") else [name]
        for key in known:
            if os.environ.get(key):
                return os.environ[key]
    return None


def parse(data, resume, devices=None):
    """The options of train.py. `data`: what came with the project; `resume`, `devices`: help for these options."""
    config = argparse.ArgumentParser(add_help=False)
    config.add_argument("--config", type=Path, help="a file with settings in place of those of config.yaml")
    given, _ = config.parse_known_args()
    if given.config:
        change(given.config)
    data = environment("SM_CHANNEL_TRAIN", "SM_CHANNEL_TRAINING", "AIP_TRAINING_DATA_URI") or data
    out = environment("SM_MODEL_DIR", "AIP_MODEL_DIR", "AZUREML_OUTPUT_*") or HERE / "trained"
    parser = argparse.ArgumentParser(description="Trains the network from scratch.", parents=[config])
    parser.add_argument("--data", default=data, required=data is None, help="CSV file, or folder as the README says")
    parser.add_argument("--out", default=str(out), help="folder for the results")
    parser.add_argument("--resume", help=f"'auto' goes on from the last checkpoint in --out; {resume}")
    settings = [
        ("epochs", int, "times to go through the data"),
        ("batch_size", int, "samples per step, in all processes together"),
        ("lr", float, "learning rate"),
        ("seed", int, "seed of weights and order"),
        ("split_seed", int, "seed of the split"),
        ("precision", str, "numbers of the forward pass: float32 or bfloat16"),
        ("device", str, "cpu, gpu, cuda, mps or auto"),
        ("workers", int, "threads or processes that read data"),
        ("limit_batches", int, "at most this many batches per epoch, for a quick try"),
        *([("devices", int, devices)] if devices else []),
    ]
    for name, kind, words in settings:
        parser.add_argument(f"--{name.replace('_', '-')}", default=CONFIG[name], type=kind, help=words)
    parser.add_argument("--mlflow", action="store_true", help="figures and settings go to MLflow, too")
    options = parser.parse_args()
    if options.precision not in ("float32", "bfloat16"):
        sys.exit(f"precision is {options.precision!r}; float32 or bfloat16 was expected.")
    # A bucket is mounted under /gcs.
    options.out = Path(options.out.replace("gs://", "/gcs/", 1))
    return options
