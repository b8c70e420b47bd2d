"""Writes texts with the trained network, token by token: python write.py --help"""

import argparse
import math
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent / "src"))

from network.export import run
from network.preprocessing import HERE, INPUTS, encode, to_probabilities
from network.targets import END, PADDING, TARGETS, NextToken

UNKNOWN, START, FIRST = 1, 2, 2
TARGET = next(target for target in TARGETS if isinstance(target, NextToken))
TEXT = TARGET.text
ASKED = next((settings for settings in INPUTS if settings is not TEXT), None)
FRAME = TARGET.settings.get("frame", "")


def spelled(ids):
    """Codes as the text they stand for."""
    tokens = [TEXT["vocabulary"][code - FIRST] for code in ids]
    if TEXT["level"] == "subword":
        return "".join(tokens).replace("\u2581", " ").strip()
    return ("" if TEXT["level"] == "character" else " ").join(tokens)


def chances_after(beginnings, given, weights):
    """Probabilities of the next token behind each beginning, a list of codes; `given`: the other input, if there is one."""
    before = TEXT["padding"] == "before"
    rows = np.full((len(beginnings), TEXT["length"]), PADDING, "int32")
    for row, ids in zip(rows, beginnings):
        row[slice(len(row) - len(ids), None) if before else slice(len(ids))] = ids
    inputs = {TEXT["layer"]: rows}
    if given is not None:
        inputs[ASKED["layer"]] = np.repeat(given[None], len(rows), axis=0)
    answers = run(inputs, weights)[TARGET.name]
    places = (-1 if before else len(ids) - 1 for ids in beginnings)
    return [np.array(to_probabilities([float(x) for x in answer[place]])) for answer, place in zip(answers, places)]


def go_on(text, tokens=200, temperature=0.8, top_k=0, seed=1, weights=HERE / "weights.npz"):
    """What a language model writes after a text: drawn from its probabilities, sharper the lower the temperature (0: the likeliest)."""
    ids = [int(code) for code in encode(TEXT, text) if code != PADDING]
    if not 0 < len(ids) < TEXT["length"]:
        sys.exit(f"The beginning has {len(ids)} tokens; 1 to {TEXT['length'] - 1} were expected.")
    random, written = np.random.default_rng(seed), []
    while len(written) < tokens and len(ids) < TEXT["length"]:
        [chances] = chances_after([ids], None, weights)
        codes = [code for code in range(FIRST + len(TEXT["vocabulary"])) if code != UNKNOWN]
        codes = sorted(codes, key=lambda code: -chances[code])[: top_k or None]
        logs = np.log(np.maximum(chances[codes], 1e-30))
        shares = np.exp((logs - logs[0]) / temperature) if temperature > 0 else np.eye(len(codes))[0]
        code = codes[random.choice(len(codes), p=shares / shares.sum())]
        if code == PADDING:
            break
        ids.append(code)
        written.append(code)
    return spelled(written)


def reply(text, **settings):
    """What a network that was taught to talk says to a text: up to where the next question would begin."""
    written = go_on(FRAME.replace("{}", text.strip(), 1), **settings)
    opening = FRAME[: FRAME.index("{}")].strip()
    return (written.split(opening)[0] if opening else written).strip()


def answer(text, width=4, penalty=0.0, weights=HERE / "weights.npz"):
    """The likeliest text that answers another one, by beam search: `width` beginnings are followed at once (1: greedy)."""
    given, length = encode(ASKED, text), TEXT["length"] + 1
    score = lambda log, count: log / max(1, count) ** penalty
    done, beams = [], [([START], 0.0)]
    while beams and len(beams[0][0]) < length:
        longer = []
        for (ids, log), chances in zip(beams, chances_after([ids for ids, _ in beams], given, weights)):
            chances[[PADDING, UNKNOWN, START]] = 0
            longer += [([*ids, int(code)], log + math.log(chances[code])) for code in np.flatnonzero(chances > 0)]
        longer = sorted(longer, key=lambda beam: -beam[1])[:width]
        done += [(score(log, len(ids) - 1), ids[1:-1]) for ids, log in longer if ids[-1] == END]
        done = sorted(done, key=lambda one: -one[0])[:width]
        beams = [beam for beam in longer if beam[0][-1] != END]
        # A longer text's logarithm can only fall; at most the length divides it.
        if len(done) >= width and (not beams or done[-1][0] >= score(beams[0][1], length)):
            break
    return spelled(done[0][1] if done else beams[0][0][1:])


def main():
    parser = argparse.ArgumentParser(description="Writes texts with the trained network.")
    parser.add_argument("text", help="what is to be answered" if ASKED else "how the text begins")
    parser.add_argument("--weights", default=HERE / "weights.npz", help="weights to use")
    if ASKED:
        parser.add_argument("--width", default=4, type=int, help="beginnings that are followed at once; 1 takes the likeliest token each time")
        parser.add_argument("--penalty", default=0.0, type=float, help="0: the likeliest text; 1: its mean per token counts")
    else:
        parser.add_argument("--tokens", default=200, type=int, help="tokens to write at most")
        parser.add_argument("--temperature", default=0.8, type=float, help="0 takes the likeliest token each time; higher dares more")
        parser.add_argument("--top-k", default=0, type=int, help="draw among so many of the likeliest tokens; 0: among all")
        parser.add_argument("--seed", default=1, type=int, help="another seed, another text")
    options = vars(parser.parse_args())
    sys.stdout.reconfigure(encoding="utf-8")
    print((answer if ASKED else reply if "{}" in FRAME else go_on)(**options))


if __name__ == "__main__":
    main()
