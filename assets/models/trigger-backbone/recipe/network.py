"""Front end and causal backbone. Every shape is [batch, time, channels] outside, [batch, channels, time] inside."""
import librosa
import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

MEL = torch.tensor(librosa.filters.mel(sr=16000, n_fft=512, n_mels=40, fmin=60, fmax=7600, htk=True, norm=None), dtype=torch.float32)
WINDOW = torch.hann_window(400, periodic=True)


def log_mel(x):
    """[B, N] -> [B, T, 40]; frame t covers samples [160 t, 160 t + 400)."""
    power = torch.fft.rfft(x.unfold(1, 400, 160) * WINDOW, 512).abs() ** 2
    return torch.log(torch.clamp(power @ MEL.T, min=1e-6))


class Conv(nn.Module):
    """Output j sees inputs up to stride * j + stride - 1."""

    def __init__(self, inputs, outputs, kernel, stride=1, relu=True, residual=False, norm=True):
        super().__init__()
        self.c = nn.Conv1d(inputs, outputs, kernel, stride)
        self.b = nn.BatchNorm1d(outputs, momentum=0.02) if norm else nn.Identity()
        self.pad, self.relu, self.residual = kernel - stride, relu, residual

    def forward(self, x):
        y = self.b(self.c(F.pad(x, (self.pad, 0))))
        y = F.relu(y) if self.relu else y
        return x + y if self.residual else y


class Gru(nn.Module):
    def __init__(self, inputs, units):
        super().__init__()
        self.g = nn.GRU(inputs, units, batch_first=True)

    def forward(self, x):
        return self.g(x.transpose(1, 2))[0].transpose(1, 2)


class Backbone(nn.Module):
    def __init__(self, features):
        super().__init__()
        self.features = features
        self.register_buffer("mean", torch.zeros(40))
        self.register_buffer("std", torch.ones(40))
        self.layers = nn.ModuleList(
            [
                Conv(40, 96, 5, 2),  # 20 ms
                Conv(96, 128, 5, 2),  # 40 ms
                Conv(128, 160, 4, 2),  # 80 ms
                Gru(160, 192),
                Conv(192, 192, 3, residual=True),
                Conv(192, features, 1, relu=False, norm=False),
            ]
        )

    def forward(self, mel):
        """[B, T, 40] -> [B, T / 8, features]"""
        x = ((mel - self.mean) / self.std).transpose(1, 2)
        for layer in self.layers:
            x = layer(x)
        return x.transpose(1, 2)


def load(path):
    saved = torch.load(path, weights_only=False)
    net = Backbone(saved["features"])
    net.load_state_dict(saved["state"])
    return net.eval()


def run(net, waves, block=375, warm_up=40):
    """Features of each wave, row i after 80 (i + 1) ms of sound; long waves in blocks of 30 s after 3.2 s of warm-up."""
    out = []
    with torch.no_grad():
        for x in waves:
            count, rows = len(x) // 1280, []
            for start in range(0, max(count, 1), block):
                begin = max(0, start - warm_up)
                piece = torch.from_numpy(x[begin * 1280 : min(count, start + block) * 1280].astype(np.float32))
                rows.append(net(log_mel(F.pad(piece, (240, 0))[None]))[0, start - begin :].numpy())
            out.append(np.concatenate(rows))
    return out
