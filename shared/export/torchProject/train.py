"""Trains the network: python train.py --help. Under torchrun on any number of processes."""

import json
import math
import os
import signal
import sys
import threading
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "src"))

import torch
from torch import distributed as dist
from torch.utils.data import DataLoader, DistributedSampler

from network.config import CONFIG, parse
from network.data import Samples, Table, balanced_weights, data_here, mixed, resampled
from network.history import History
from network.learning import Learner
from network.optimizers import Plateau
from network.schedules import factor_at


def to(device, tensors):
    return [tensor.to(device) for tensor in tensors]


def main():
    options = parse(data_here(), resume="a .safetensors file gives starting weights")
    world, rank, local = (int(os.environ.get(name, default)) for name, default in (("WORLD_SIZE", 1), ("RANK", 0), ("LOCAL_RANK", 0)))
    name = options.device.replace("gpu", "cuda")
    if name == "auto":
        name = "cuda" if torch.cuda.is_available() else "mps" if torch.backends.mps.is_available() and world == 1 else "cpu"
    device = torch.device(f"cuda:{local}" if name == "cuda" and world > 1 else name)
    if world > 1:
        # Ray has done so before.
        if not dist.is_initialized():
            dist.init_process_group("nccl" if device.type == "cuda" else "gloo")
        if device.type == "cuda":
            torch.cuda.set_device(device)
    torch.manual_seed(options.seed)
    first = rank == 0
    say = print if first else lambda *_, **__: None

    samples = Samples(options.data)
    train, validation, test = samples.split(options.split_seed)
    train = resampled(samples, train, CONFIG["resampling"], options.seed)
    if options.limit_batches:
        limit = options.limit_batches * options.batch_size
        train, validation, test = train[:limit], validation[:limit], test[:limit]
    say(f"{len(train)} samples to train, {len(validation)} to validate, {len(test)} to test")
    class_weights = balanced_weights(samples, train) if CONFIG["class_weights"] == "balanced" else None
    table = Table(samples, train, class_weights)
    each = max(1, options.batch_size // world)
    sampler = DistributedSampler(table, world, rank, seed=options.seed) if world > 1 else None
    order = torch.Generator().manual_seed(options.seed)
    loader = DataLoader(table, each, shuffle=sampler is None, sampler=sampler, generator=order, num_workers=options.workers)
    say(f"{world} process(es), {each} samples each per step, on {device}")

    learner = Learner(options, device, world)
    # In what is left of each epoch for the last, smaller batch, the mean is taken over fewer samples.
    steps = len(loader) * options.epochs
    plateau = CONFIG["plateau"] and Plateau(options.lr, **CONFIG["plateau"])
    options.out.mkdir(parents=True, exist_ok=True)
    checkpoint = options.out / "checkpoint.pt"
    start, best, best_state, waited = 0, math.inf, None, 0
    if options.resume == "auto" and checkpoint.exists():
        kept = torch.load(checkpoint, map_location=device, weights_only=True)
        learner.restore(kept["learner"])
        if plateau:
            plateau.known = kept["plateau"]
        start, best, best_state, waited = kept["epoch"], kept["best"], kept["best_state"], kept["waited"]
        say(f"Going on after epoch {start}.")

    stopped = False

    def stop(*_):
        nonlocal stopped
        stopped = True

    # Ray works in a thread that hears no signals.
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, stop)

    def ends():
        """Whether any process was told to stop. All ask behind the same batch, so that none waits for one that has left."""
        if world == 1:
            return stopped
        told = torch.tensor(float(stopped), device=device)
        dist.all_reduce(told, dist.ReduceOp.MAX)
        return told.item() > 0

    def keep(epoch):
        if first:
            state = {
                "learner": learner.state(),
                "plateau": plateau.known if plateau else None,
                "epoch": epoch,
                "best": best,
                "best_state": best_state,
                "waited": waited,
            }
            draft = checkpoint.with_suffix(".draft")
            torch.save(state, draft)
            draft.replace(checkpoint)

    history = History(options.out, f"PyTorch {torch.__version__}", options, start, writes=first)
    for epoch in range(start, options.epochs):
        learner.train()
        table.turn = (options.seed, epoch)
        if sampler is not None:
            sampler.set_epoch(epoch)
        total, count, ended = 0.0, 0, False
        for batch, (inputs, targets, weights) in enumerate(loader):
            inputs, targets = mixed(to(device, inputs), to(device, targets), CONFIG["mixing"])
            rate = plateau.rate if plateau else options.lr * factor_at(CONFIG["schedule"], epoch * len(loader) + batch, len(loader), steps)
            loss = learner.step(inputs, targets, to(device, weights), rate)
            total, count = total + loss * len(inputs[0]), count + len(inputs[0])
            ended = ends()
            if ended:
                break
        if ended:
            keep(epoch)
            if world > 1:
                dist.barrier()
            # A failure to whoever started it, who then starts it again.
            sys.exit("Stopped; --resume auto goes on from here." if first else 1)
        mean = torch.tensor([total, count], dtype=torch.float64, device="cpu" if device.type != "cuda" else device)
        if world > 1:
            dist.all_reduce(mean)
        entry = {"loss": float(mean[0] / mean[1])}
        if len(validation):
            found = learner.figures(samples, validation, options.batch_size)
            entry |= {f"val_{key}": value for key, value in found.items()}
        judged = entry.get("val_loss", entry["loss"])
        if plateau:
            plateau.look(judged)
        stopping = CONFIG["early_stopping"]
        better = judged < best - (stopping["min_delta"] if stopping["enabled"] else 0)
        best, waited = (judged, 0) if better else (best, waited + 1)
        if better or CONFIG["keeps"] == "last":
            best_state = learner.weights()
        history.add(epoch + 1, len(loader), entry)
        keep(epoch + 1)
        if stopping["enabled"] and len(validation) and waited > stopping["patience"]:
            say(f"No better for {waited} epochs: stopped early.")
            break

    if best_state is not None:
        learner.put(best_state)
    if world > 1:
        print(f"Process {rank + 1} of {world}: weights {learner.digest()}", flush=True)
    if first:
        learner.save(options.out)
        if len(test):
            found = learner.figures(samples, test, options.batch_size)
            print(json.dumps({f"test_{key}": value for key, value in found.items()}))
        print(f"Saved to {options.out}. Use it: python predict.py --weights {options.out / 'weights.safetensors'} ...")
    if world > 1:
        dist.destroy_process_group()


if __name__ == "__main__":
    main()
