"""Writes split.json: which recordings may be trained on and which are kept for tests.

Deterministic: members of each group are ordered by the SHA-256 of their name.
    python make_split.py DATA_DIR > split.json
"""
import hashlib
import json
import os
import sys

LIBRISPEECH_WOMEN = {"1462", "1673", "1919", "1988", "2035", "2277", "2412"}


def order(names):
    return sorted(names, key=lambda name: hashlib.sha256(name.encode()).hexdigest())


def speakers(data, corpus):
    path = os.path.join(data, corpus)
    return [name for name in os.listdir(path) if os.path.isdir(os.path.join(path, name))]


def halves(groups, test_count):
    train, test = [], []
    for group in groups:
        ranked = order(group)
        count = test_count(len(ranked))
        test += ranked[:count]
        train += ranked[count:]
    return {"train": sorted(train), "test": sorted(test)}


def main(data):
    libri = speakers(data, "librispeech")
    women = [s for s in libri if s in LIBRISPEECH_WOMEN]
    men = [s for s in libri if s not in LIBRISPEECH_WOMEN]
    an4 = speakers(data, "an4")
    esc10 = {"train": [], "test": []}
    for label in sorted(speakers(data, "esc10")):
        clips = sorted(f for f in os.listdir(os.path.join(data, "esc10", label)) if f.endswith(".ogg"))
        # Clips cut from one field recording share the second part of the name: they stay together.
        sources = order({f.split("-")[1] for f in clips})
        kept = set(sources[: len(sources) // 2])
        for clip in clips:
            esc10["test" if clip.split("-")[1] in kept else "train"].append(f"{label}/{clip}")
    words = {}
    for word in sorted(speakers(data, "wake-words")):
        ranked = order(os.listdir(os.path.join(data, "wake-words", word)))
        words[word] = {"trainNegative": sorted(ranked[::2]), "testNegative": sorted(ranked[1::2])}
    noise = sorted(f for f in os.listdir(os.path.join(data, "background-noise")) if f.endswith(".flac"))
    split = {
        "about": "test parts never touch the backbone, the negative bank or a head's training; "
        "wakeWords are never used for the backbone and are halved only for their part as negatives",
        "librispeech": halves([women, men], lambda n: 3),
        "an4": halves([[s for s in an4 if s[0] == sex] for sex in "fm"], lambda n: n // 2),
        "fsdd": {"unused": "CC BY-SA 4.0: left out so that the weights carry no share-alike question"},
        "backgroundNoiseSeconds": {name: {"train": [0, 29.5], "test": [30.5, None]} for name in noise},
        "esc10": esc10,
        "wakeWords": words,
    }
    json.dump(split, sys.stdout, indent=1)


main(sys.argv[1])
