"""Trains the network: python train.py --help. Under torchrun on any number of processes."""

import hashlib
import json
import math
import os
import signal
import sys
import threading
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "src"))

import torch
from safetensors import safe_open
from safetensors.torch import save_file
from torch import distributed as dist
from torch.nn.parallel import DistributedDataParallel
from torch.utils.data import DataLoader, DistributedSampler

from network.config import CONFIG, parse
from network.data import Samples, Table, balanced_weights, data_here, mixed, resampled
from network.export import answers, load_network
from network.history import History
from network.layers import Sampling, initialize
from network.losses import LOSSES
from network.metrics import figures
from network.model import FROZEN, INITIAL, PENALTIES, Network
from network.optimizers import Plateau, make_optimizer, shrink
from network.preprocessing import HERE, OUTPUTS, SETTINGS


def rate_at(share):
    """The learning rate's factor after this share of all steps: SETTINGS holds the schedule as a curve."""
    curve = SETTINGS["curve"]
    place = min(max(share, 0.0), 1.0) * (len(curve) - 1)
    low = min(int(place), len(curve) - 2)
    return curve[low] + (curve[low + 1] - curve[low]) * (place - low)


def clip(parameters):
    by, limit = CONFIG["clipping"]["by"], CONFIG["clipping"]["limit"]
    if by == "value":
        torch.nn.utils.clip_grad_value_(parameters, limit)
    elif by == "globalNorm":
        torch.nn.utils.clip_grad_norm_(parameters, limit)
    elif by == "norm":
        for parameter in parameters:
            torch.nn.utils.clip_grad_norm_([parameter], limit)


def mean_loss(settings, truth, answer, weight):
    """The weighted mean over samples, or over the answers of a sample where these are weighed one by one."""
    loss = LOSSES[settings["loss"]]
    if settings["whole"] and "ignores" in settings:
        # What does not count is in neither of the two things whose overlap is measured: its row of the target is zeros.
        answer = answer * truth.sum(dim=-1, keepdim=True)
    if weight.dim() == 1:
        return (loss(truth, answer) * weight).mean()
    # Several labels are answers of one number each; a class at a place is a row.
    places = weight.dim() < truth.dim()
    width = truth.shape[-1] if places else 1
    each = loss(truth.reshape(-1, width), answer.reshape(-1, width)).reshape(weight.shape)
    counted = truth.sum().clamp(min=1) if places else weight.numel()
    return (each * weight).sum() / counted


def loss_of(network, inputs, targets, weights):
    """The weighted mean over the batch, and what keeps weights small."""
    given = answers(network, inputs)
    total = 0.0
    for settings, truth, weight in zip(OUTPUTS, targets, weights):
        total = total + settings["lossWeight"] * mean_loss(settings, truth, given[settings["name"]].float(), weight)
    plain = network.module if isinstance(network, DistributedDataParallel) else network
    if CONFIG["divergence"]:
        drawn = [module.divergence for module in plain.modules() if isinstance(module, Sampling)]
        total = total + CONFIG["divergence"] * sum(drawn).mean()
    named = dict(plain.named_parameters())
    for name, (l1, l2) in PENALTIES.items():
        total = total + l1 * named[name].abs().sum() + l2 * named[name].square().sum()
    return total


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

    network = Network().to(device)
    initialize(network, INITIAL)
    if options.resume and options.resume != "auto":
        network.load_state_dict(load_network(options.resume).state_dict())
    elif FROZEN:
        # What does not learn keeps what the run began with.
        begun = load_network().state_dict()
        network.load_state_dict({name: value for name, value in begun.items() if name.split(".")[0] in FROZEN}, strict=False)
    optimizer = make_optimizer(CONFIG["optimizer"], network.parameters(), options.lr)
    # In what is left of each epoch for the last, smaller batch, the mean is taken over fewer samples.
    steps = max(1, len(loader) * options.epochs)
    plateau = CONFIG["plateau"] and Plateau(options.lr, **CONFIG["plateau"])
    options.out.mkdir(parents=True, exist_ok=True)
    checkpoint = options.out / "checkpoint.pt"
    start, best, best_state, waited = 0, math.inf, None, 0
    if options.resume == "auto" and checkpoint.exists():
        kept = torch.load(checkpoint, map_location=device, weights_only=True)
        network.load_state_dict(kept["network"])
        optimizer.load_state_dict(kept["optimizer"])
        if plateau:
            plateau.known = kept["plateau"]
        start, best, best_state, waited = kept["epoch"], kept["best"], kept["best_state"], kept["waited"]
        say(f"Going on after epoch {start}.")
    model = DistributedDataParallel(network) if world > 1 else network

    stopped = False

    def stop(*_):
        nonlocal stopped
        stopped = True

    # Ray works in a thread that hears no signals.
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, stop)

    def keep(epoch):
        if first:
            state = {
                "network": network.state_dict(),
                "optimizer": optimizer.state_dict(),
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
    parameters = list(network.parameters())
    for epoch in range(start, options.epochs):
        model.train()
        table.turn = (options.seed, epoch)
        if sampler is not None:
            sampler.set_epoch(epoch)
        total, count = 0.0, 0
        for batch, (inputs, targets, weights) in enumerate(loader):
            inputs, targets = mixed(to(device, inputs), to(device, targets), CONFIG["mixing"])
            weights = to(device, weights)
            optimizer.zero_grad()
            with torch.autocast(device.type, torch.bfloat16, enabled=options.precision == "bfloat16"):
                loss = loss_of(model, inputs, targets, weights)
            loss.backward()
            clip(parameters)
            for group in optimizer.param_groups:
                group["lr"] = plateau.rate if plateau else options.lr * rate_at((epoch * len(loader) + batch) / steps)
            shrink(optimizer, CONFIG["weight_decay"])
            optimizer.step()
            total, count = total + loss.item() * len(inputs[0]), count + len(inputs[0])
            if stopped:
                break
        if stopped:
            keep(epoch)
            say("Stopped; --resume auto goes on from here.")
            break
        mean = torch.tensor([total, count], dtype=torch.float64, device="cpu" if device.type != "cuda" else device)
        if world > 1:
            dist.all_reduce(mean)
        entry = {"loss": float(mean[0] / mean[1])}
        if len(validation):
            network.eval()
            found = figures(network, samples, validation, options.batch_size, device, loss_of)
            entry |= {f"val_{key}": value for key, value in found.items()}
        judged = entry.get("val_loss", entry["loss"])
        if plateau:
            plateau.look(judged)
        stopping = CONFIG["early_stopping"]
        if judged < best - (stopping["min_delta"] if stopping["enabled"] else 0):
            best, waited = judged, 0
            best_state = {key: value.detach().cpu().clone() for key, value in network.state_dict().items()}
        else:
            waited += 1
        history.add(epoch + 1, (epoch + 1) * len(loader), entry)
        keep(epoch + 1)
        if stopping["enabled"] and len(validation) and waited > stopping["patience"]:
            say(f"No better for {waited} epochs: stopped early.")
            break

    if best_state is not None:
        network.load_state_dict(best_state)
    if world > 1:
        numbers = b"".join(value.detach().cpu().numpy().tobytes() for value in network.parameters())
        print(f"Process {rank + 1} of {world}: weights {hashlib.sha256(numbers).hexdigest()[:16]}", flush=True)
    if first:
        state = {key: value.cpu().contiguous() for key, value in network.state_dict().items() if not key.endswith("num_batches_tracked")}
        # What the file says of the network goes along, so that Layerloom can import it.
        with safe_open(HERE / "weights.safetensors", "pt") as begun:
            save_file(state, options.out / "weights.safetensors", begun.metadata())
        if len(test):
            network.eval()
            print(json.dumps({f"test_{key}": value for key, value in figures(network, samples, test, options.batch_size, device, loss_of).items()}))
        print(f"Saved to {options.out}. Use it: python predict.py --weights {options.out / 'weights.safetensors'} ...")
    if world > 1:
        dist.destroy_process_group()


if __name__ == "__main__":
    main()
