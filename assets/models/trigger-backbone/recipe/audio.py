"""Recordings by part of the split, and the changes that augmentation makes. Mono float32 at 16 kHz throughout."""
import hashlib
import json
import os

import numpy as np
import soundfile
import soxr
from scipy.signal import fftconvolve

RATE = 16000
DATA = os.environ.get("CADENZA_DATA", "../shared/data")
WORK = os.environ.get("BACKBONE_WORK", "/tmp/backbone-work")
SPLIT = json.load(open(os.path.join(os.path.dirname(__file__), "split.json")))


def seed_of(name):
    return int(hashlib.sha256(name.encode()).hexdigest()[:8], 16)


def load(path):
    x, rate = soundfile.read(path, dtype="float32", always_2d=True)
    x = x.mean(1)
    return (soxr.resample(x, rate, RATE) if rate != RATE else x).astype(np.float32)


def to_int16(x):
    return np.clip(np.round(x * 32768), -32768, 32767).astype(np.int16)


def cached(name, make):
    """[(key, wave)] kept as 16-bit numbers in WORK; `make` is called once."""
    os.makedirs(WORK, exist_ok=True)
    path = f"{WORK}/{name}.npz"
    if not os.path.exists(path):
        items = make()
        waves = [to_int16(x) for _, x in items]
        np.savez(path, keys=np.array([k for k, _ in items]), lengths=np.array([len(x) for x in waves]), data=np.concatenate(waves))
    stored = np.load(path)
    data, out, start = stored["data"], [], 0
    for key, length in zip(stored["keys"], stored["lengths"]):
        out.append((str(key), data[start : start + length].astype(np.float32) / 32768))
        start += length
    return out


def transcripts(corpus):
    """{file: (speaker, text)}"""
    lines = open(f"{DATA}/{corpus}/transcripts.tsv").read().split("\n")[1:]
    return {f: (speaker, text) for f, speaker, text in (line.split("\t") for line in lines if line)}


def corpus(name, part):
    files = [f for f, (speaker, _) in transcripts(name).items() if speaker in SPLIT[name][part]]
    return cached(f"{name}-{part}", lambda: [(f, load(f"{DATA}/{name}/{f}")) for f in files])


def readable(folder, file):
    try:
        return file, load(f"{folder}/{file}")
    except soundfile.LibsndfileError as error:
        print("left out:", error)
        return None


def word(name):
    """All readable clips of a wake word (11 FLAC files of `alexa` are damaged)."""
    folder = f"{DATA}/wake-words/{name}"
    return cached(f"word-{name}", lambda: [c for c in (readable(folder, f) for f in sorted(os.listdir(folder))) if c])


def noises(part):
    """The six one-minute recordings first, then ESC-10."""

    def make():
        out = []
        for f, parts in SPLIT["backgroundNoiseSeconds"].items():
            start, end = parts[part]
            out.append((f, load(f"{DATA}/background-noise/{f}")[int(start * RATE) : int(end * RATE) if end else None]))
        return out + [(f, load(f"{DATA}/esc10/{f}")) for f in SPLIT["esc10"][part]]

    return cached(f"noise-{part}", make)


def active_power(x):
    """Mean power of the 20 ms blocks within 20 dB of the 95th percentile block."""
    count = len(x) // 320
    if count < 1:
        return float(np.mean(x**2) + 1e-12)
    power = (x[: count * 320].reshape(count, 320) ** 2).mean(1)
    return float(power[power >= np.percentile(power, 95) / 100].mean() + 1e-12)


def noise_piece(bank, length, rng):
    """Half of the time one of the six long recordings; never a silent piece."""
    for _ in range(50):
        index = rng.randint(len(bank)) if rng.rand() < 0.5 else rng.randint(6)
        noise = bank[index][1]
        start = rng.randint(max(1, len(noise) - length)) if len(noise) > length else rng.randint(len(noise))
        piece = noise[start : start + length] if len(noise) > length else np.resize(np.roll(noise, -start), length)
        if np.mean(piece**2) > 1e-7:
            break
    return piece.astype(np.float32)


def mix(x, noise, decibels):
    return x + noise * np.sqrt(active_power(x) / (np.mean(noise**2) + 1e-12) / 10 ** (decibels / 10))


def word_bounds(x, longest=1.3):
    """(start, end) in samples of the loudest stretch; HEAD.md tells the rule."""
    count = max(1, (len(x) - 400) // 160 + 1)
    level = np.array([10 * np.log10(np.mean(x[i * 160 : i * 160 + 400] ** 2) + 1e-10) for i in range(count)])
    level = np.convolve(np.pad(level, 2, "edge"), np.ones(5) / 5, "valid")
    heard = level[level > -85] if (level > -85).any() else level
    floor, peak = np.percentile(heard, [10, 98])
    threshold = max(floor + 0.35 * (peak - floor), peak - 32)
    loudest = int(np.argmax(level))

    def reach(step):
        edge = at = loudest
        gap = 0
        while 0 < at < count - 1 and gap <= 25:
            at += step
            gap = 0 if level[at] > threshold else gap + 1
            edge = at if gap == 0 else edge
        return edge

    while True:
        first, last = reach(-1), reach(1)
        if last - first <= longest * 100 or threshold > peak - 6:
            return first * 160, min(len(x), last * 160 + 400)
        threshold += 2


def speed(x, ratio):
    """Resampled: pitch, formants and tempo together, `ratio` times as fast."""
    return soxr.resample(x, RATE, RATE / ratio).astype(np.float32)


def stretch(x, rate):
    """WSOLA: `rate` times as fast at the same pitch."""
    width, hop, search = 480, 240, 120
    window = np.hanning(width).astype(np.float32)
    length = int(len(x) / rate)
    padded = np.pad(x, (width, 2 * width + search))
    out, weight = np.zeros(length + 2 * width, np.float32), np.zeros(length + 2 * width, np.float32)
    previous = None
    for k in range(0, length + hop, hop):
        at = int(k * rate) + width
        if previous is not None:
            target = padded[previous + hop : previous + hop + width]
            if len(target) < width:
                break
            around = padded[max(0, at - search) : at + search + width]
            at = max(0, at - search) + int(np.argmax(np.correlate(around, target, "valid")))
        frame = padded[at : at + width]
        if len(frame) < width:
            break
        out[k : k + width] += frame * window
        weight[k : k + width] += window
        previous = at
    return (out / np.maximum(weight, 1e-3))[width // 2 : width // 2 + length]


def room(x, rng):
    """Direct sound plus an exponentially decaying tail."""
    decay = rng.uniform(0.1, 0.7)
    length = int(decay * RATE)
    tail = rng.randn(length).astype(np.float32) * np.exp(-6.9 * np.arange(length) / RATE / decay)
    tail[: int(0.002 * RATE)] = 0
    tail *= np.sqrt(10 ** (-rng.uniform(0, 15) / 10) / (np.sum(tail**2) + 1e-9))
    tail[0] = 1
    return fftconvolve(x, tail)[: len(x)].astype(np.float32)
