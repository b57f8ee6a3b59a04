"""Makes the sounds of `cadenza demo` from public recordings.

    python make.py DATA_DIR        # needs numpy and soundfile (libsndfile with MP3)

Takes are cut to their speech with 0.3 s around it; everything is 16 kHz mono FLAC, 16 bits.
Deterministic: members of a group are ordered by the SHA-256 of their name.
"""
import hashlib
import os
import sys

import numpy as np
import soundfile

RATE = 16_000
HERE = os.path.dirname(os.path.abspath(__file__))
SPEAKERS = ["1988", "2035", "2086", "251", "652"]  # of split.json's training side
ROOMS = {"doing_the_dishes": 3.0, "exercise_bike": 8.0, "running_tap": 5.0, "pink_noise": 5.0}


def order(names):
    return sorted(names, key=lambda name: hashlib.sha256(("demo " + name).encode()).hexdigest())


def read(path, start=0.0, seconds=None):
    samples, rate = soundfile.read(path, dtype="float32", always_2d=True)
    assert rate == RATE, path
    samples = samples.mean(axis=1)[int(start * RATE):]
    return samples if seconds is None else samples[: int(seconds * RATE)]


def trimmed(samples, margin=0.3):
    frames = samples[: len(samples) // 160 * 160].reshape(-1, 160)
    level = 10 * np.log10((frames**2).mean(axis=1) + 1e-10)
    threshold = max(level.max() - 28, np.percentile(level, 20) + 9)
    active = np.flatnonzero(level > threshold)
    runs = np.split(active, np.flatnonzero(np.diff(active) > 20) + 1)
    longest = max(runs, key=len)
    first = max(0, longest[0] * 160 - int(margin * RATE))
    return samples[first: longest[-1] * 160 + int(margin * RATE)]


def write(name, samples):
    path = os.path.join(HERE, name + ".flac")
    os.makedirs(os.path.dirname(path), exist_ok=True)
    soundfile.write(path, samples, RATE, subtype="PCM_16")


def words(data, word, count, skip=0):
    folder = os.path.join(data, "wake-words", word)
    names = order(n for n in os.listdir(folder) if n.endswith(".flac"))
    good = []
    for name in names:
        try:
            samples = trimmed(read(os.path.join(folder, name)))
        except soundfile.LibsndfileError:  # a few files of the set are damaged
            continue
        if 0.9 <= len(samples) / RATE <= 1.8:
            good.append((name[:-5], samples))
        if len(good) == skip + count:
            break
    return good[skip:]


def main(data):
    for name, samples in words(data, "computer", 20):
        write(f"takes/{name}", samples)
    for name, samples in words(data, "computer", 8, skip=20):
        write(f"heard/{name}", samples)
    for word in ["jarvis", "alexa", "view_glass"]:
        for name, samples in words(data, word, 5):
            write(f"negatives/{word}-{name}", samples)
        for name, samples in words(data, word, 3, skip=5):
            write(f"others/{word}-{name}", samples)
    for i, speaker in enumerate(SPEAKERS):
        folder = os.path.join(data, "librispeech", speaker)
        name = order(n for n in os.listdir(folder) if n.endswith(".mp3"))[0]
        write(f"{'others' if i == 0 else 'negatives'}/librispeech-{name[:-4]}", read(os.path.join(folder, name), 0.3, 5))
    an4 = order(s for s in os.listdir(os.path.join(data, "an4")) if len(s) in (4, 5) and "." not in s)
    for i, speaker in enumerate(an4[:9]):
        folder = os.path.join(data, "an4", speaker)
        name = order(n for n in os.listdir(folder) if n.endswith(".flac"))[0]
        write(f"{'others' if i < 2 else 'negatives'}/an4-{name[:-5]}", read(os.path.join(folder, name), 0, 4))
    for name, start in ROOMS.items():
        write(f"backgrounds/{name}", read(os.path.join(data, "background-noise", name + ".flac"), start, 8))
    write("room/doing_the_dishes", read(os.path.join(data, "background-noise", "doing_the_dishes.flac"), 35, 15))


main(sys.argv[1])
