"""How training sounds are varied: on the waveform, before the spectrogram. Layerloom's formulas; the draws are this program's own."""

import numpy as np


def loudness(wave):
    """Root mean square from the first sample that is not zero to the last: what fills a sound up to its length is not it."""
    heard = np.flatnonzero(wave)
    return float(np.sqrt(np.mean(np.square(wave[heard[0] : heard[-1] + 1], dtype=np.float64)))) if len(heard) else 0.0


def vary_sound(wave, rate, most, random):
    """Another sound of the same length: shifted by seconds, louder or quieter by decibels, under noise by a share of its loudness.

    `most` says how much of each is drawn at most.
    """
    if most["shift"] > 0:
        by, shifted = int(np.floor(most["shift"] * random.uniform(-1, 1) * rate + 0.5)), np.zeros_like(wave)
        if abs(by) < len(wave):
            shifted[max(0, by) : len(wave) + min(0, by)] = wave[max(0, -by) : len(wave) - max(0, by)]
        wave = shifted
    if most["gain"] > 0:
        wave = wave * 10 ** (most["gain"] * random.uniform(-1, 1) / 20)
    if most["noise"] > 0:
        deviation = most["noise"] * random.uniform(0, 1) * loudness(wave)
        wave = wave + deviation * random.standard_normal(len(wave))
    return wave
