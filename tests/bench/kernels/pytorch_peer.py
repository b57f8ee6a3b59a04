"""The PyTorch side of `npm run bench -- kernels`: one process per thread setting, spoken to in lines of JSON.

    pytorch_peer.py TORCH_THREADS

The threads of the product library come from OMP_NUM_THREADS, MKL_NUM_THREADS and OPENBLAS_NUM_THREADS, set before the start. The first
line out is {"ready": {"version", "vectors"}}; each line in, {"case", "warmup", "repeats", "within"}, is answered by {"ms": [...]} or
{"error"}: the case of cases.ts is run `warmup` times untimed and `repeats` times timed, or fewer when `within` seconds are over (where the
untimed runs alone take as long, their time is the answer). Sequences are [time, batch, inputs], which nn.LSTM likes best.
"""

import json
import os
import re
import sys
import time

sys.setdlopenflags(os.RTLD_LAZY)  # the placeholder libraries define only what loading needs (torch_environment.py)

import torch
from torch import nn

from pytorch_networks import NETWORKS

CELLS = {"rnn": nn.RNN, "gru": nn.GRU, "lstm": nn.LSTM}
STREAM_CELLS = {"rnn": nn.RNNCell, "gru": nn.GRUCell, "lstm": nn.LSTMCell}


def recurrent_layer(case):
    """Forward and backward for a given gradient of all states, with the gradient of x."""
    layer = CELLS[case["cell"]](case["inputs"], case["units"])
    x = torch.randn(case["time"], case["batch"], case["inputs"], requires_grad=True)
    gradient = torch.randn(case["time"], case["batch"], case["units"])

    def run():
        states, _ = layer(x)
        states.backward(gradient)
        x.grad = None
        layer.zero_grad(set_to_none=True)

    return run


def training_step(case):
    """Forward, loss, backward and Adam; the loss is read, as a training loop does."""
    network, arguments, loss_of = NETWORKS[case["network"]](case)
    optimiser = fastest_adam(network.parameters())
    network.train()

    def run():
        optimiser.zero_grad(set_to_none=True)
        loss = loss_of(network(*arguments))
        loss.backward()
        optimiser.step()
        return loss.item()

    return run


def fastest_adam(parameters):
    parameters = list(parameters)
    try:
        return torch.optim.Adam(parameters, fused=True)
    except (RuntimeError, TypeError):  # before 2.4 only on CUDA
        return torch.optim.Adam(parameters)


def product(case):
    rows, depth, columns = case["rows"], case["depth"], case["columns"]
    a = torch.randn(depth, rows).t() if case["transposed"] == "a" else torch.randn(rows, depth)
    b = torch.randn(columns, depth).t() if case["transposed"] == "b" else torch.randn(depth, columns)
    out = torch.empty(rows, columns)
    return lambda: torch.mm(a, b, out=out)


def stream(case):
    """One step at a time, batch 1, the state handed on."""
    cell = STREAM_CELLS[case["cell"]](case["inputs"], case["units"])
    x = torch.randn(1, case["inputs"])
    state = None

    def run():
        nonlocal state
        with torch.inference_mode():
            state = cell(x, state)

    return run


KINDS = {"layer": recurrent_layer, "training": training_step, "product": product, "stream": stream}


def measure(run, warmup, repeats, within):
    """Milliseconds of each run."""
    began = time.perf_counter()
    for _ in range(warmup):
        run()
    times = []
    while len(times) < repeats and time.perf_counter() - began < within:
        start = time.perf_counter()
        run()
        times.append((time.perf_counter() - start) * 1e3)
    return times or [(time.perf_counter() - began) * 1e3 / warmup]


def check_product():
    """Old OpenBLAS builds compute nonsense on newer processors."""
    a, b = torch.randn(64, 96), torch.randn(96, 80)
    exact = (a.double()[:, :, None] * b.double()[None]).sum(1)
    error = (a.mm(b).double() - exact).abs().max().item()
    if not error < 1e-4:
        raise RuntimeError(f"its matrix product is wrong by {error}")


def main():
    torch.set_num_threads(int(sys.argv[1]))
    torch.manual_seed(0)
    check_product()
    answer({"ready": {"version": torch.__version__, "vectors": vectors()}})
    built, run = None, None
    for line in sys.stdin:
        try:
            request = json.loads(line)
            case = request["case"]
            if case != built:
                run, built = None, None  # the old case's memory goes first
                run, built = KINDS[case["kind"]](case), case
            answer({"ms": measure(run, request["warmup"], request["repeats"], request["within"])})
        except Exception as error:  # noqa: BLE001: every failure is an answer
            answer({"error": f"{type(error).__name__}: {error}"})


def vectors():
    """The instruction set that it found, such as AVX512."""
    found = re.search(r"CPU capability usage: (\S+)", torch.__config__.show())
    return found.group(1) if found else "unknown"


def answer(message):
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
