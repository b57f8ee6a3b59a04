"""Training batches: sound as it might arrive, the teacher's answer to the clean sound, and phonemes where utterances are whole."""
import re
import subprocess

import numpy as np
import torch
import torch.nn.functional as F

import audio as A

SUBSTEPS = 3  # CTC frames per 80 ms feature vector
MERGED = {"ɾ": "t", "ʔ": "t", "ɚ": "əɹ", "ɝ": "əɹ", "ɐ": "ə", "ᵻ": "ɪ", "ɫ": "l", "r": "ɹ", "ɡ": "g", "o": "ɔ"}
MERGED |= {"a": "æ", "e": "ɛ", "ɜ": "ə", "ɑ": "ɒ", "ç": "h", "x": "k", "y": "i", "ʲ": ""}


class Phonemes:
    """Text to numbers through espeak-ng; 0 is the blank, symbols seen fewer than 31 times are dropped."""

    def __init__(self, texts):
        words = sorted({w for text in texts for w in text.split()})
        spoken = subprocess.run(["espeak-ng", "-q", "--ipa", "-v", "en-us"], input="".join(w + ".\n" for w in words), capture_output=True, text=True)
        lines = [line.strip() for line in spoken.stdout.split("\n") if line.strip()]
        assert len(lines) == len(words)
        plain = {w: re.sub("[ˈˌː\u0329\u0303_\\s-]", "", line) for w, line in zip(words, lines)}
        self.words = {w: "".join(MERGED.get(c, c) for c in line) for w, line in plain.items()}
        whole = "".join(self.words.values())
        self.symbols = [c for c in sorted(set(whole)) if whole.count(c) > 30]
        self.ids = {c: i + 1 for i, c in enumerate(self.symbols)}

    def of(self, text):
        return [self.ids[c] for w in text.split() for c in self.words.get(w, "") if c in self.ids]


class Batches:
    def __init__(self, sources, seed):
        self.rng = np.random.RandomState(seed)
        stored = [dict(np.load(f"{A.WORK}/stream-{name}.npz")) for name in sources]
        self.waves, self.rows = [s["wave"] for s in stored], [s["teacher"] for s in stored]
        self.spans = [None if name == "bg" else (s["starts"], s["ends"], s["texts"]) for name, s in zip(sources, stored)]
        every = np.concatenate([r[::7] for r in self.rows]).astype(np.float32)
        self.mean, self.std = torch.tensor(every.mean(0)), torch.tensor(every.std(0) + 1e-3)
        self.share = np.array([len(w) for w in self.waves], float) ** 0.7
        self.share /= self.share.sum()
        self.noises = [x for _, x in A.noises("train")]
        self.speech = [i for i, name in enumerate(sources) if name != "bg"]
        self.phonemes = Phonemes([t for s in self.spans if s for t in s[2]])
        self.rooms = make_rooms()

    def piece(self, source, start, steps):
        wave = self.waves[source][start * 1280 : (start + steps) * 1280].astype(np.float32) / 32768
        return wave, self.rows[source][start : start + steps].astype(np.float32)

    def anywhere(self, source, steps):
        return self.rng.randint(len(self.rows[source]) - steps - 1)

    def noise(self, steps):
        """(samples, whether it is speech): half recorded, a fifth coloured noise, the rest 1 to 5 voices."""
        rng, n, kind = self.rng, steps * 1280, self.rng.rand()
        if kind < 0.5:
            x = self.noises[rng.randint(6) if rng.rand() < 0.45 else rng.randint(len(self.noises))]
            y = np.resize(np.roll(x, -rng.randint(len(x))), n).copy()
            if np.mean(y**2) < 1e-8:
                y = rng.randn(n).astype(np.float32) * 0.01
            if rng.rand() < 0.3:
                y = np.interp((np.arange(n) * rng.uniform(0.7, 1.4)) % (n - 1), np.arange(n), y).astype(np.float32)
            return y, False
        if kind < 0.7:
            spectrum = np.fft.rfft(rng.randn(n))
            f = np.linspace(1e-3, 1, len(spectrum))
            shape = f ** -rng.uniform(-0.3, 1.2) * np.exp(np.interp(np.log(f), np.linspace(-7, 0, 8), rng.randn(8) * 0.8))
            shape[f < 50 / 8000] = 0
            y = np.fft.irfft(spectrum * shape, n).astype(np.float32)
            return y / (y.std() + 1e-9), False
        y = np.zeros(n, np.float32)
        for _ in range(rng.randint(1, 6)):
            source = rng.choice(self.speech)
            y += self.piece(source, self.anywhere(source, steps), steps)[0] * np.exp(rng.randn() * 0.3)
        return y, True

    def whole_utterances(self, source, steps):
        """(start step, steps that the words cover, phonemes), or None"""
        starts, ends, texts = self.spans[source]
        for _ in range(20):
            first = self.rng.randint(len(starts))
            begin = starts[first] if first == 0 or starts[first] - ends[first - 1] < 1280 else ends[first - 1]
            start, last = (begin + 1279) // 1280, first
            while last < len(starts) and ends[last] <= (start + steps - 2) * 1280:
                last += 1
            if last > first and start + steps + 1 < len(self.rows[source]):
                break
        else:
            return None
        phonemes = sum((self.phonemes.of(str(t)) for t in texts[first:last]), [])
        length = min(ends[last - 1] // 1280 + 4 - start, steps)
        length = min(length, max(1, starts[last] // 1280 - start)) if last < len(starts) else length
        repeats = sum(a == b for a, b in zip(phonemes, phonemes[1:]))
        return (start, length, phonemes) if len(phonemes) + repeats <= length * SUBSTEPS else (start, 0, [])

    def draw(self, size, steps, words):
        """waves [B, 240 + 1280 T], teacher [B, T, 96] standardised, phonemes and their lengths in steps"""
        X, Z = np.zeros((2, size, steps * 1280), np.float32)
        E, ratio, targets, lengths = np.zeros((size, steps, 96), np.float32), np.zeros(size, np.float32), [], []
        for i in range(size):
            source, found = self.rng.choice(len(self.waves), p=self.share), None
            if words and self.spans[source] and self.rng.rand() < 0.75:
                found = self.whole_utterances(source, steps)
            start, length, phonemes = found or (self.anywhere(source, steps), 0, [])
            X[i], E[i] = self.piece(source, start, steps)
            targets.append(phonemes)
            lengths.append(length)
            Z[i], speech = self.noise(steps)
            ratio[i] = 60 if self.rng.rand() < 0.2 else self.rng.uniform(4 if speech else -2, 25)
        return self.disturb(X, Z, ratio), (torch.from_numpy(E) - self.mean) / self.std, targets, lengths

    def disturb(self, X, Z, ratio):
        """Room for 45 %, a random equaliser of 3 dB, noise at `ratio` dB, active level -42 to -10 dBFS."""
        size, n = X.shape
        x, z = torch.from_numpy(X), torch.from_numpy(Z)
        chosen = torch.nonzero(torch.from_numpy(self.rng.rand(size) < 0.45))[:, 0]
        if len(chosen):
            tail, length = torch.from_numpy(self.rooms[self.rng.randint(256, size=len(chosen))]), n + 8192
            x[chosen] = torch.fft.irfft(torch.fft.rfft(x[chosen], length) * torch.fft.rfft(tail, length), length)[:, :n]
        spectrum = torch.fft.rfft(x)
        points = torch.from_numpy(self.rng.randn(size, 1, 9).astype(np.float32) * 3 / 8.686)
        curve = torch.exp(F.interpolate(points, size=spectrum.shape[1], mode="linear", align_corners=True))[:, 0]
        x = torch.fft.irfft(spectrum * curve, n)
        y = x + z * torch.sqrt(active(x) / ((z**2).mean(1) + 1e-9) / 10 ** (torch.from_numpy(ratio) / 10))[:, None]
        level = torch.from_numpy(10 ** (self.rng.uniform(-42, -10, size) / 20).astype(np.float32))
        y = y * (level / torch.sqrt(active(x)).clamp(min=3e-3))[:, None]
        return F.pad(y.clamp(-1, 1), (240, 0))


def active(x):
    power = (x.reshape(len(x), -1, 320) ** 2).mean(2)
    loud = (power >= power.quantile(0.95, 1, keepdim=True) / 100).float()
    return (power * loud).sum(1) / loud.sum(1) + 1e-8


def make_rooms():
    """256 tails; the highs die sooner, as walls do it."""
    rng, rooms = np.random.RandomState(5), np.zeros((256, 8192), np.float32)
    for i in range(256):
        decay = rng.uniform(0.08, 0.7)
        n = min(8192, int(decay * A.RATE))
        tail = rng.randn(n) * np.exp(-6.9 * np.arange(n) / A.RATE / decay)
        tail[: rng.randint(8, 60)] = 0
        dull = rng.uniform(0, 0.7)
        tail[1:] = tail[1:] * (1 - dull) + dull * tail[:-1]
        tail *= np.sqrt(10 ** (-rng.uniform(0, 16) / 10) / (tail**2).sum())
        tail[0] = 1
        rooms[i, :n] = tail
    return rooms
