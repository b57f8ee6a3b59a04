"""Two stages, as the shipped weights were made:

    python train.py first  # 2,400 steps: the teacher alone
    python train.py second # 2,000 steps from there: the teacher and the phonemes
"""
import copy
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

import audio as A
from batches import SUBSTEPS, Batches
from network import Backbone, log_mel

WARM_UP = 10  # steps at the start of a piece that the loss leaves out: the teacher has heard what came before
STAGES = {
    "first": dict(features=96, steps=2400, rate=2e-3, seed=1, size=48, length=50, words=0, start=None, sources=["libri", "an4", "bg", "flite"]),
    "second": dict(
        features=128, steps=2000, rate=1.5e-3, seed=7, size=32, length=75, words=0.3, start="first",
        sources=["libri", "an4", "bg", "flite", "espeak", "piper"],
    ),
}  # fmt: skip


def grow(net, batches, path):
    """Start from a narrower backbone: the new features begin at random."""
    saved = torch.load(path, weights_only=False)
    batches.mean, batches.std = saved["teacherMean"], saved["teacherStd"]
    own = net.state_dict()
    for name, value in saved["state"].items():
        own[name][...] = value if own[name].shape == value.shape else torch.cat([value, own[name][len(value) :]])
    net.load_state_dict(own)


def phoneme_loss(logits, targets, lengths):
    """CTC, in nats per phoneme"""
    counts = torch.tensor([len(t) for t in targets])
    logits = logits.reshape(len(targets), -1, logits.shape[2] // SUBSTEPS).log_softmax(2).transpose(0, 1)
    flat = torch.tensor(sum(targets, []))
    loss = F.ctc_loss(logits, flat, torch.tensor([n * SUBSTEPS for n in lengths]), counts, reduction="none", zero_infinity=True)
    return (loss / counts).mean()


def average(mean, net, step):
    keep = min(0.997, (step + 1) / (step + 20))
    with torch.no_grad():
        for a, b in zip(mean.state_dict().values(), net.state_dict().values()):
            a.copy_(a * keep + b * (1 - keep) if a.dtype.is_floating_point else b)


def main(stage):
    p = STAGES[stage]
    torch.manual_seed(p["seed"])
    batches, net = Batches(p["sources"], p["seed"]), Backbone(p["features"])
    head = nn.Linear(p["features"], SUBSTEPS * (len(batches.phonemes.symbols) + 1))
    draw = lambda: batches.draw(p["size"], p["length"], p["words"] > 0)
    if p["start"]:
        grow(net, batches, f"{A.WORK}/{p['start']}.pt")
    else:
        mel = log_mel(draw()[0])
        net.mean.copy_(mel.mean((0, 1)))
        net.std.copy_(mel.std((0, 1)))
    optimiser = torch.optim.AdamW([*net.parameters(), *head.parameters()], lr=p["rate"], weight_decay=1e-2)
    mean, log, pool = copy.deepcopy(net), [], ThreadPoolExecutor(1)
    coming = pool.submit(draw)
    for i in range(p["steps"]):
        for group in optimiser.param_groups:
            group["lr"] = p["rate"] * min(1, (i + 1) / 100) * (0.5 + 0.5 * np.cos(np.pi * i / p["steps"])) + 1e-5
        x, taught, targets, lengths = coming.result()
        coming = pool.submit(draw)
        net.train()
        y = net(log_mel(x))
        ours, theirs = y[:, WARM_UP:, :96], taught[:, WARM_UP:]
        distance, angle = F.smooth_l1_loss(ours, theirs), 1 - F.cosine_similarity(ours, theirs, dim=2).mean()
        loss, spelt = distance + angle, [j for j, t in enumerate(targets) if t]
        words = phoneme_loss(head(y[spelt]), [targets[j] for j in spelt], [lengths[j] for j in spelt]) if p["words"] and spelt else torch.zeros(())
        loss = loss + p["words"] * words
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 2.0)
        optimiser.step()
        average(mean, net, i)
        log.append([distance.item(), angle.item(), words.item()])
        if i % 100 == 99:
            print(i + 1, np.mean(log[-100:], 0).round(4), flush=True)
    torch.save(
        dict(features=p["features"], state=mean.state_dict(), teacherMean=batches.mean, teacherStd=batches.std), f"{A.WORK}/{stage}.pt"
    )


if __name__ == "__main__":
    torch.set_num_threads(1)
    main(sys.argv[1])
