"""python export.py OUT: weights.bin, model.json, golden.json, negatives.bin and negatives.json from WORK/second.pt.

Batch norm is folded into the convolutions; GRU gates are reordered from PyTorch's r, z, n to z, r, h.
"""
import datetime
import hashlib
import json
import sys

import numpy as np
import torch

import audio as A
import network
import protocol

LICENCE = (
    "weights: Apache-2.0; learned from LibriSpeech (CC BY 4.0), AN4 (CMU, BSD style), noises (CC BY 4.0, CC BY 3.0) and synthetic voices; "
    "teacher: Google speech embedding (Apache-2.0)"
)
ABOUT_GOLDEN = (
    "x[n] = 0.3 sin(2 pi (200 t + 750 t^2)) (0.6 + 0.4 sin(2 pi 3 t)), t = n / 16000, n = 0 .. samples - 1, rounded to float32; state starts at zero"
)


def folded(conv):
    """kernel [kernel, in, out] and bias [out]"""
    w, b = conv.c.weight.detach().double(), conv.c.bias.detach().double()
    if isinstance(conv.b, torch.nn.BatchNorm1d):
        gain = conv.b.weight.detach().double() / torch.sqrt(conv.b.running_var.double() + conv.b.eps)
        w, b = w * gain[:, None, None], (b - conv.b.running_mean.double()) * gain + conv.b.bias.detach().double()
    return w.permute(2, 1, 0).float().numpy(), b.float().numpy()


def reordered(w):
    r, z, n = torch.chunk(w.detach(), 3, 0)
    return torch.cat([z, r, n]).numpy()


def describe(net):
    layers, tensors = [], [("frontEnd.mean", net.mean.numpy()), ("frontEnd.std", net.std.numpy())]
    for i, layer in enumerate(net.layers):
        if isinstance(layer, network.Conv):
            kernel, bias = folded(layer)
            entry = dict(type="conv", filters=kernel.shape[2], kernel=kernel.shape[0], stride=layer.c.stride[0], dilation=1)
            entry["activation"] = "relu" if layer.relu else "none"
            if layer.residual:
                entry["residual"] = True
            tensors += [(f"layers.{i}.kernel", kernel), (f"layers.{i}.bias", bias)]
        else:
            g = layer.g
            entry = dict(type="gru", units=g.hidden_size)
            tensors += [(f"layers.{i}.kernel", reordered(g.weight_ih_l0).T), (f"layers.{i}.recurrent", reordered(g.weight_hh_l0).T)]
            tensors += [(f"layers.{i}.bias", np.stack([reordered(g.bias_ih_l0), reordered(g.bias_hh_l0)]))]
        layers.append(entry)
    return layers, tensors


class Stream:
    """The exported format in NumPy, some frames at a time: what the app does."""

    def __init__(self, layers, tensors):
        self.layers, self.tensors, self.kept = layers, tensors, [None] * len(layers)

    def push(self, x):
        for i, layer in enumerate(self.layers):
            x = self.conv(i, layer, x) if layer["type"] == "conv" else self.gru(i, layer["units"], x)
        return x

    def conv(self, i, layer, x):
        kernel, bias = self.tensors[f"layers.{i}.kernel"], self.tensors[f"layers.{i}.bias"]
        width, stride = layer["kernel"], layer["stride"]
        before = self.kept[i] if self.kept[i] is not None else np.zeros((width - stride, x.shape[1]), np.float32)
        z, out, j = np.concatenate([before, x]), [], 0
        while j + width <= len(z):
            out.append(np.einsum("ki,kio->o", z[j : j + width], kernel) + bias)
            j += stride
        self.kept[i] = z[j:]
        y = np.maximum(np.stack(out), 0) if layer["activation"] == "relu" else np.stack(out)
        return x + y if layer.get("residual") else y

    def gru(self, i, units, x):
        kernel, recurrent, bias = (self.tensors[f"layers.{i}.{n}"] for n in ("kernel", "recurrent", "bias"))
        h, out = self.kept[i] if self.kept[i] is not None else np.zeros(units, np.float32), []
        for row in x:
            a, c = row @ kernel + bias[0], h @ recurrent + bias[1]
            z, r = (1 / (1 + np.exp(-(a[s] + c[s]))) for s in (slice(0, units), slice(units, 2 * units)))
            h = z * h + (1 - z) * np.tanh(a[2 * units :] + r * c[2 * units :])
            out.append(h)
        self.kept[i] = h
        return np.stack(out)


def golden(net, layers, tensors):
    count = 1280 * 16 + 240
    t = np.arange(count) / 16000
    x = (0.3 * np.sin(2 * np.pi * (200 * t + 750 * t * t)) * (0.6 + 0.4 * np.sin(2 * np.pi * 3 * t))).astype(np.float32)
    with torch.no_grad():
        mel = network.log_mel(torch.from_numpy(x)[None])
        expected = net(mel)[0].numpy()
    scaled = ((mel[0].numpy() - tensors["frontEnd.mean"]) / tensors["frontEnd.std"]).astype(np.float32)
    stream = Stream(layers, tensors)
    streamed = np.concatenate([stream.push(scaled[i * 8 : i * 8 + 8]) for i in range(16)])
    assert np.abs(expected - streamed).max() < 1e-4
    rounded = lambda rows: [[round(float(v), 6) for v in row] for row in rows]
    return dict(about=ABOUT_GOLDEN, samples=count, tolerance=1e-4, logMel=rounded(mel[0].numpy()), features=rounded(expected))


def write_bank(segments, out):
    x = np.concatenate([rows for _, rows in segments]).astype(np.float32)
    scale = np.percentile(abs(x), 99.95, axis=0) / 127
    open(f"{out}/negatives.bin", "wb").write(np.clip(np.round(x / scale), -127, 127).astype(np.int8).tobytes())
    sequences, start = [], 0
    for name, rows in segments:
        sequences.append(dict(name=name, start=start, rows=len(rows)))
        start += len(rows)
    numbers = dict(scale=[float(v) for v in scale], mean=[float(v) for v in x.mean(0)], std=[float(v) for v in x.std(0)])
    json.dump(dict(rows=start, features=x.shape[1], dtype="int8", **numbers, sequences=sequences), open(f"{out}/negatives.json", "w"))
    return dict(file="negatives.bin", index="negatives.json", rows=start, features=x.shape[1], dtype="int8", hours=round(start * 0.08 / 3600, 2))


def main(out):
    net = network.load(f"{A.WORK}/second.pt")
    layers, tensors = describe(net)
    blob, listed = b"", []
    for name, a in tensors:
        listed.append(dict(name=name, shape=list(a.shape), dtype="float32", byteOffset=len(blob)))
        blob += np.ascontiguousarray(a, dtype="<f4").tobytes()
    data = hashlib.sha256()
    for _, x in A.corpus("librispeech", "train") + A.corpus("an4", "train") + A.noises("train"):
        data.update(A.to_int16(x).tobytes())
    front = dict(
        sampleRate=16000, frameLength=400, hop=160, fftSize=512, window="hann-periodic", melBands=40, minHz=60, maxHz=7600, melScale="htk",
        melPeak=1, power=2, logFloor=1e-6, mean=[float(v) for v in net.mean], std=[float(v) for v in net.std],
    )  # fmt: skip
    digest = hashlib.sha256(blob).hexdigest()
    open(f"{out}/weights.bin", "wb").write(blob)
    json.dump(golden(net, layers, dict(tensors)), open(f"{out}/golden.json", "w"))
    model = dict(
        format="cadenza-backbone", version=1, id=digest[:16], frontEnd=front, layers=layers, stride=8, stepSeconds=0.08, features=net.features,
        parameters=len(blob) // 4, weights=dict(file="weights.bin", byteLength=len(blob), sha256=digest), tensors=listed,
        provenance=dict(seed=7, firstSeed=1, dataHash=data.hexdigest(), date=str(datetime.date.today()), licence=LICENCE),
        negatives=write_bank(protocol.bank_segments(net), out),
    )  # fmt: skip
    json.dump(model, open(f"{out}/model.json", "w"), indent=1)


if __name__ == "__main__":
    main(sys.argv[1])
