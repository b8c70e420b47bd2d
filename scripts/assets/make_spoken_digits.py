#!/usr/bin/env python3
"""Makes assets/data/spoken-digits/ with the speech synthesizer espeak-ng: the words zero to nine in many voices.

Run by hand, only when the set changes (needs espeak-ng 1.51 and numpy):

    python3 scripts/assets/make_spoken_digits.py

Voices, variants, pitch, speed, loudness and noise are drawn with a fixed seed, so the same espeak-ng makes the same
files. Written are clips.zip (one folder of WAV files per digit: mono, 8 kHz, 16 bit; and metadata.csv, which says who speaks
in each, as Hugging Face's AudioFolder has it) and dataset.json; make_data.py writes the section in LICENCES.md.
"""

import hashlib
import io
import json
import random
import subprocess
import wave
import zipfile
from pathlib import Path

OUT = Path(__file__).resolve().parents[2] / "assets" / "data" / "spoken-digits"

WORDS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
VOICES = ["en", "en-us", "en-gb-scotland", "en-gb-x-rp", "en-gb-x-gbclan", "en-gb-x-gbcwmd", "en-029", "en-us-nyc"]
VARIANTS = ["", "+m1", "+m3", "+m5", "+m7", "+f1", "+f2", "+f3", "+f4", "+f5"]
CLIPS_PER_WORD = 36
RATE = 8000
SEED = 20260101

ENTRY = {
    "id": "spoken-digits",
    "title": "Spoken digits",
    "summary": "360 recordings of a speech synthesizer that says zero to nine in many voices, with a little noise.",
    "task": "classification",
    "source": {"package": "espeak-ng", "registry": "Debian", "version": "1.51+dfsg-10+deb12u2"},
    "licence": "CC0-1.0",
    "citation": "Spoken digits, synthesized for Layerloom with espeak-ng 1.51 (https://github.com/espeak-ng/espeak-ng).",
    "attribution": "Synthesized with espeak-ng, by Jonathan Duddington, Reece H. Dunn and others.",
    "notes": (
        "No person speaks here: espeak-ng makes the sounds from formants. The program is licensed under the GPL, version"
        " 3 or later; what a program puts out is as a rule not covered by its licence unless parts of the program itself"
        " are in it. espeak-ng builds some consonants from short recorded noises of its own data, so traces of these are"
        " in the clips, and nobody versed in law has looked at this. We claim no rights of our own in the clips (CC0); who"
        " needs certainty about the rest should make a set with a synthesizer or with recordings of their own."
    ),
}


def licence_section():
    """What LICENCES.md says of this set."""
    return "\n".join(
        [
            f"## {ENTRY['title']} (`{ENTRY['id']}`)",
            "",
            f"- Licence: {ENTRY['licence']} (<https://creativecommons.org/publicdomain/zero/1.0/>)",
            f"- Attribution: {ENTRY['attribution']}",
            f"- Citation: {ENTRY['citation']}",
            f"- Source: {ENTRY['source']['registry']} package `espeak-ng` {ENTRY['source']['version']}, by"
            " `scripts/assets/make_spoken_digits.py`",
            f"- Notes: {ENTRY['notes']}",
            "",
        ]
    )


def speak(word, voice, pitch, speed):
    """The word as espeak-ng says it: samples from -1 to 1, and their rate."""
    import numpy as np

    command = ["espeak-ng", "-v", voice, "-p", str(pitch), "-s", str(speed), "--stdout", word]
    made = subprocess.run(command, check=True, capture_output=True).stdout
    with wave.open(io.BytesIO(made)) as sound:
        # The header of a streamed WAV does not know how long it is: the rest of the bytes is the sound.
        rate = sound.getframerate()
    samples = np.frombuffer(made[44 : len(made) - len(made) % 2], dtype="<i2").astype(np.float64)
    return samples / 32768, rate


def resample(samples, rate):
    """To RATE: a windowed sinc with its cut at 90 % of the lower Nyquist frequency."""
    import numpy as np

    positions = np.arange(int(len(samples) * RATE / rate)) * rate / RATE
    reach = 64
    taps = np.arange(-reach, reach + 1)
    cut = 0.9 * min(1, RATE / rate)
    padded = np.pad(samples, reach + 1)
    start = np.floor(positions).astype(int)
    offset = taps[None, :] - (positions - start)[:, None]
    kernel = cut * np.sinc(cut * offset) * (0.5 + 0.5 * np.cos(np.pi * offset / (reach + 1)))
    return (padded[start[:, None] + taps[None, :] + reach + 1] * kernel).sum(axis=1)


def trim(samples, margin=0.04):
    """Without the silence around it, but for a margin in seconds."""
    import numpy as np

    loud = np.flatnonzero(np.abs(samples) > 0.02 * np.abs(samples).max())
    first = max(0, loud[0] - int(margin * RATE))
    return samples[first : loud[-1] + int(margin * RATE)]


def clip_bytes(word, speaker, draw):
    import numpy as np

    samples, rate = speak(word, speaker, draw.randint(20, 80), draw.randint(120, 190))
    samples = trim(resample(samples, rate))
    samples = samples / np.abs(samples).max() * draw.uniform(0.3, 0.9)
    noise = np.random.default_rng(draw.getrandbits(32)).normal(size=len(samples))
    samples = samples + noise * draw.uniform(0.001, 0.008)
    sound = io.BytesIO()
    with wave.open(sound, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((np.clip(samples, -1, 1) * 32767).round().astype("<i2").tobytes())
    return sound.getvalue()


def entry(name):
    """A place in the zip, with a fixed date: the same clips give the same bytes."""
    made = zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))
    made.compress_type = zipfile.ZIP_DEFLATED
    return made


def main():
    draw = random.Random(SEED)
    packed = io.BytesIO()
    said = ["file_name,speaker,accent"]
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for word in WORDS:
            for number in range(CLIPS_PER_WORD):
                name, accent, variant = f"{word}/{number:02d}.wav", draw.choice(VOICES), draw.choice(VARIANTS)
                said.append(f"{name},{accent}{variant},{accent}")
                archive.writestr(entry(name), clip_bytes(word, accent + variant, draw))
        archive.writestr(entry("metadata.csv"), "".join(f"{line}\n" for line in said))
    script = Path(__file__).read_bytes()
    hashed = hashlib.sha256(packed.getvalue()).hexdigest()
    described = {
        **{name: ENTRY[name] for name in ("id", "title", "summary")},
        "kind": "audio",
        "task": ENTRY["task"],
        "file": "clips.zip",
        "rows": len(WORDS) * CLIPS_PER_WORD,
        "classes": WORDS,
        "sha256": {"clips.zip": hashed},
        # The source is the synthesizer together with this script: its hash says which one.
        "source": {
            **ENTRY["source"],
            "file": "scripts/assets/make_spoken_digits.py",
            "sha256": hashlib.sha256(script).hexdigest(),
        },
        **{name: ENTRY[name] for name in ("licence", "citation", "attribution", "notes")},
        "suggested": {"target": "class", "ignore": []},
    }
    OUT.mkdir(parents=True, exist_ok=True)
    (OUT / "clips.zip").write_bytes(packed.getvalue())
    (OUT / "dataset.json").write_text(json.dumps(described, indent=2) + "\n", encoding="utf-8")
    print(f"{described['rows']} clips, {len(packed.getvalue()):,} bytes")


if __name__ == "__main__":
    main()
