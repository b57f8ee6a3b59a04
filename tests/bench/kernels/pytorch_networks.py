"""The networks whose whole training steps are measured, as PyTorch's own layers write them best."""

import torch
from torch import nn
from torch.nn import functional


CELLS = {"rnn": nn.RNN, "gru": nn.GRU, "lstm": nn.LSTM}


class Sequence(nn.Module):
    """Recurrent layers and a dense layer over every step: the course's jazz network, or a char-LSTM."""

    def __init__(self, cell, inputs, units, layers):
        super().__init__()
        self.layers = CELLS[cell](inputs, units, layers)
        self.dense = nn.Linear(units, inputs)

    def forward(self, x):
        states, _ = self.layers(x)
        return self.dense(states)  # [time, batch, inputs]


def one_hot(time, batch, classes):
    return functional.one_hot(torch.randint(classes, (time, batch)), classes).float()


def sequence(case):
    time, batch, inputs = case["time"], case["batch"], case["inputs"]
    network = Sequence(case["cell"], inputs, case["units"], case["layers"])
    targets = torch.randint(inputs, (time * batch,))
    return network, [one_hot(time, batch, inputs)], lambda logits: functional.cross_entropy(logits.flatten(0, 1), targets)


class Trigger(nn.Module):
    """The course's trigger network (its GRU reset-after, as PyTorch's is)."""

    def __init__(self, bins, filters, kernel, stride, units):
        super().__init__()
        self.convolution = nn.Conv1d(bins, filters, kernel, stride)
        self.norms = nn.ModuleList(nn.BatchNorm1d(size) for size in (filters, units, units))
        self.grus = nn.ModuleList([nn.GRU(filters, units), nn.GRU(units, units)])
        self.dropout = nn.Dropout(0.8)
        self.dense = nn.Linear(units, 1)

    def forward(self, x):
        x = self.dropout(torch.relu(self.norms[0](self.convolution(x))))  # [batch, filters, time]
        x = self.dropout(self.grus[0](x.permute(2, 0, 1))[0])  # [time, batch, units]
        x = self.dropout(self.grus[1](self.norm(1, x))[0])
        x = self.dropout(self.norm(2, x))
        return self.dense(x).squeeze(2)

    def norm(self, index, x):
        return self.norms[index](x.flatten(0, 1)).view_as(x)


def trigger(case):
    batch, frames = case["batch"], case["frames"]
    network = Trigger(case["bins"], case["filters"], case["kernel"], case["stride"], case["units"])
    steps = (frames - case["kernel"]) // case["stride"] + 1
    targets = (torch.rand(steps, batch) < 0.1).float()
    x = torch.randn(batch, case["bins"], frames)
    return network, [x], lambda logits: functional.binary_cross_entropy_with_logits(logits, targets)


class Translator(nn.Module):
    """The course's date translator: bidirectional LSTM, additive attention, an LSTM that is not told what it wrote."""

    def __init__(self, vocab, encoder, attention, units, classes):
        super().__init__()
        self.encoder = nn.LSTM(vocab, encoder, bidirectional=True)
        self.keys = nn.Linear(2 * encoder, attention)
        self.query = nn.Linear(units, attention, bias=False)
        self.energy = nn.Linear(attention, 1)
        self.decoder = nn.LSTMCell(2 * encoder, units)
        self.dense = nn.Linear(units, classes)
        self.units = units

    def forward(self, x, steps):
        read, _ = self.encoder(x)  # [time, batch, 2·encoder]
        keys = self.keys(read)
        values = read.transpose(0, 1)  # [batch, time, 2·encoder]
        state = x.new_zeros(x.shape[1], self.units)
        cell = state
        outputs = []
        for _ in range(steps):
            energies = torch.relu(self.energy(torch.tanh(keys + self.query(state))))  # [time, batch, 1]
            weights = torch.softmax(energies, 0).permute(1, 2, 0)
            context = torch.bmm(weights, values).squeeze(1)
            state, cell = self.decoder(context, (state, cell))
            outputs.append(state)
        return self.dense(torch.stack(outputs))  # [steps, batch, classes]


def translator(case):
    steps, batch, classes = case["outputs"], case["batch"], case["classes"]
    network = Translator(case["vocab"], case["encoder"], case["attention"], case["units"], classes)
    targets = torch.randint(classes, (steps * batch,))
    x = one_hot(case["time"], batch, case["vocab"])
    return network, [x, steps], lambda logits: functional.cross_entropy(logits.flatten(0, 1), targets)


NETWORKS = {"sequence": sequence, "trigger": trigger, "translator": translator}
