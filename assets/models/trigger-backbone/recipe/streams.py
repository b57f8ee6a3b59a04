"""Long training streams with the teacher's answer: python streams.py libri an4 bg flite espeak piper

WORK/stream-NAME.npz: wave (int16), teacher (float16, one row every 80 ms), starts, ends, texts (utterances).
Every copy after the first changes each utterance's pitch, formants and tempo: more voices than were recorded.
"""
import sys

import numpy as np

import audio as A
import teacher

#: name: (items, copies, seed)
SOURCES = {
    "libri": (lambda: A.corpus("librispeech", "train"), 4, 11),
    "an4": (lambda: A.corpus("an4", "train"), 5, 12),
    "piper": (lambda: A.cached("tts-piper", None), 2, 14),
    "flite": (lambda: A.cached("tts-flite", None), 2, 15),
    "espeak": (lambda: A.cached("tts-espeak", None), 1, 16),
    "bg": (lambda: A.noises("train"), 1, 18),
}


def another_voice(x, rng):
    ratio = np.exp(rng.uniform(np.log(0.82), np.log(1.22)))
    tempo = np.exp(rng.uniform(np.log(0.85), np.log(1.2))) / ratio
    return A.stretch(A.speed(x, ratio), tempo if 0.6 < tempo < 1.6 else 1.0)


def build(name):
    make, copies, seed = SOURCES[name]
    items, rng = make(), np.random.RandomState(seed)
    spoken = {f: text for corpus in ("librispeech", "an4") for f, (_, text) in A.transcripts(corpus).items()}
    waves, rows, starts, ends, texts, base = [], [], [], [], [], 0
    for copy in range(copies):
        pieces, at = [], 0
        for i in rng.permutation(len(items)):
            key, x = items[i]
            x = another_voice(x, rng) if copy else x
            x = x * np.sqrt(10**-2.3 / A.active_power(x))
            x = x / max(1, np.abs(x).max())
            gap = np.zeros(int(rng.uniform(0.05, 0.45) * A.RATE), np.float32)
            starts.append(base + at)
            ends.append(base + at + len(x))
            texts.append(spoken.get(key, key).lower())
            pieces += [x, gap]
            at += len(x) + len(gap)
        y = np.concatenate(pieces).astype(np.float32)
        y = y[: len(y) // 1280 * 1280]
        y = (y + 1e-4 * rng.randn(len(y))).astype(np.float32)
        for o in range(0, len(y), 1280 * 7500):
            rows.append(teacher.embed(y[o : o + 1280 * 7500]).astype(np.float16))
        waves.append(A.to_int16(y))
        base += len(y)
    np.savez(
        f"{A.WORK}/stream-{name}.npz", wave=np.concatenate(waves), teacher=np.concatenate(rows), starts=starts, ends=ends, texts=np.array(texts)
    )


if __name__ == "__main__":
    for name in sys.argv[1:]:
        build(name)
