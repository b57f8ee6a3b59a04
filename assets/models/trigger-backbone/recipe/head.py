"""The head of HEAD.md in PyTorch, and its measurement: python head.py computer,jarvis 0,1,2"""
import json
import os
import sys

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

import audio as A
import network
import protocol as P

WINDOW, SMOOTHING, STEPS, RATE = 16, 5, 500, 2e-3
HERE = os.path.join(os.path.dirname(__file__), "..")


class Head(nn.Module):
    """[B, T, D] -> logits [B, T - WINDOW + 1]"""

    def __init__(self, features):
        super().__init__()
        self.a, self.norm = nn.Conv1d(features, 64, WINDOW), nn.LayerNorm(64)
        self.b, self.o = nn.Linear(64, 32), nn.Linear(32, 1)

    def forward(self, x):
        whole = x.shape[1] == WINDOW
        x = x.transpose(1, 2)
        x = F.linear(x.flatten(1), self.a.weight.flatten(1), self.a.bias)[:, None] if whole else self.a(x).transpose(1, 2)
        x = F.dropout(F.relu(self.norm(x)), 0.5, self.training)
        return self.o(F.relu(self.b(x)))[..., 0]


class Bank:
    """The shipped negatives, standardised, and where a window may end."""

    def __init__(self):
        index = json.load(open(f"{HERE}/negatives.json"))
        raw = np.fromfile(f"{HERE}/negatives.bin", np.int8).reshape(index["rows"], index["features"])
        self.mean, self.std = np.array(index["mean"], np.float32), np.maximum(np.array(index["std"], np.float32), 1e-3)
        self.rows = self.standard(raw * np.array(index["scale"], np.float32))
        spans = [range(s["start"] + WINDOW - 1, s["start"] + s["rows"]) for s in index["sequences"]]
        self.ends = np.array([i for span in spans for i in span])

    def standard(self, x):
        return torch.from_numpy(((x - self.mean) / self.std).astype(np.float32))


def windows_of_takes(bank, net, word, names):
    """(windows of the word, near misses)"""
    word_windows, near = [], []
    for name in names:
        made = P.variants(word, name)
        for (_, start, end), features in zip(made, network.run(net, [x for x, _, _ in made])):
            x, t = bank.standard(features), (np.arange(len(features)) + 1) * 0.08
            s, e, whole = start / A.RATE, end / A.RATE, np.arange(len(features)) >= WINDOW - 1
            inside = whole & (t >= e) & (t <= e + 0.32)
            miss = whole & ((t > s - 0.1) & (t <= s + 0.6 * (e - s)) | (t > e + 0.82))
            word_windows += [x[i - WINDOW + 1 : i + 1] for i in np.where(inside)[0]]
            near += [x[i - WINDOW + 1 : i + 1] for i in np.where(miss)[0]]
    return torch.stack(word_windows), torch.stack(near)


def train(bank, word_windows, near, seed):
    rng, back = np.random.RandomState(seed), torch.arange(-WINDOW + 1, 1)
    torch.manual_seed(seed)
    head = Head(bank.rows.shape[1])
    optimiser, hard = torch.optim.AdamW(head.parameters(), lr=RATE, weight_decay=1e-2), None
    pick = lambda pool, count: pool[torch.from_numpy(rng.randint(len(pool), size=count))]
    for i in range(STEPS):
        for group in optimiser.param_groups:
            group["lr"] = RATE * min(1, (i + 1) / 50) * (0.5 + 0.5 * np.cos(np.pi * i / STEPS))
        if i in (STEPS // 5, int(STEPS * 0.45), int(STEPS * 0.7)):
            head.eval()
            with torch.no_grad():
                scores = head(bank.rows[None])[0].numpy()[bank.ends - WINDOW + 1]
            hard = bank.ends[np.argsort(-scores)[:3000]]
            head.train()
        ends = rng.choice(bank.ends, 192)
        if hard is not None:
            ends[:64] = rng.choice(hard, 64)
        x = torch.cat([pick(word_windows, 64), bank.rows[torch.from_numpy(ends)[:, None] + back], pick(near, 24)])
        y = torch.zeros(len(x))
        y[:64] = 1
        loss = F.binary_cross_entropy_with_logits(head(x)[:, 0], y)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return head.eval()


def scores(head, bank, features):
    """Mean of the last five logits at every step after the first whole window."""
    with torch.no_grad():
        logits = head(bank.standard(features)[None])[0].numpy().astype(float)
    return np.convolve(logits, np.ones(SMOOTHING) / SMOOTHING, "valid")


def measure(word, seed, net, bank, streams):
    names = P.takes(word, seed)
    head = train(bank, *windows_of_takes(bank, net, word, names), seed)
    hours = sum(len(clean) for group, (clean, _) in streams.items() if group != word) * 0.08 / 3600
    out = dict(word=word, seed=seed, hours=round(hours, 2))
    rest = [clip for clip in P.positives(word) if clip[0] not in names]
    best = [[scores(head, bank, f).max() for f in network.run(net, [clip[1 + noisy] for clip in rest])] for noisy in (0, 1)]
    for noisy, condition in enumerate(("clean negatives", "negatives in noise")):
        peaks = [p for group, pair in streams.items() if group != word for p in P.events(scores(head, bank, pair[noisy]))]
        out[condition] = 100 * P.false_rejects(best[1], peaks, hours)
        if not noisy:
            out["all clean"] = 100 * P.false_rejects(best[0], peaks, hours)
    return out


if __name__ == "__main__":
    torch.set_num_threads(1)
    net, bank = network.load(f"{A.WORK}/second.pt"), Bank()
    streams = {g: network.run(net, P.stream(g)[2:]) for g in ["an4", "librispeech", *P.WORDS]}
    for word in sys.argv[1].split(","):
        for seed in sys.argv[2].split(","):
            print(json.dumps(measure(word, int(seed), net, bank, streams)), flush=True)
