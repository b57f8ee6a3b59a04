"""Turns a Whisper network in CTranslate2's format (that of faster-whisper) into the ggml file that whisper.cpp reads.

    python3 from_ctranslate2.py FOLDER OUT.bin      FOLDER holds model.bin, config.json and vocabulary.txt or .json

Needs NumPy only. The weights stay what they are (16-bit floats); only their order, names and file format change.
"""

import json
import struct
import sys
from pathlib import Path

import numpy as np

TYPES = {0: np.float32, 1: np.int8, 2: np.int16, 3: np.int32, 4: np.float16}
MEL_BINS = 201  # 1 + 400 // 2: Whisper's window at 16 kHz


def read_ctranslate2(path):
    """Every variable of model.bin by its name; aliases are resolved."""
    data = path.read_bytes()
    at = 0

    def take(form):
        nonlocal at
        (value,) = struct.unpack_from("<" + form, data, at)
        at += struct.calcsize(form)
        return value

    def text():
        nonlocal at
        length = take("H")
        at += length
        return data[at - length : at - 1].decode()

    version = take("I")
    if version != 6:
        raise SystemExit(f"{path} has version {version} of CTranslate2's format; this reads 6")
    if text() != "WhisperSpec":
        raise SystemExit(f"{path} is no Whisper network")
    take("I")
    variables = {}
    for _ in range(take("I")):
        name = text()
        shape = [take("I") for _ in range(take("B"))]
        kind = TYPES[take("B")]
        length = take("I")
        variables[name] = np.frombuffer(data, kind, length // np.dtype(kind).itemsize, at).reshape(shape)
        at += length
    for _ in range(take("I")):
        alias, name = text(), text()
        variables[alias] = variables[name]
    return variables


def openai_names(variables):
    """The same weights under the names of OpenAI's network, queries, keys and values apart again."""

    def norm(source, target):
        yield f"{target}.weight", variables[f"{source}/gamma"]
        yield f"{target}.bias", variables[f"{source}/beta"]

    def linear(source, target):
        yield f"{target}.weight", variables[f"{source}/weight"]
        yield f"{target}.bias", variables[f"{source}/bias"]

    def fused(source, target, parts):
        weights = np.split(variables[f"{source}/weight"], len(parts))
        biases = np.split(variables[f"{source}/bias"], len(parts))
        for part, weight, bias in zip(parts, weights, biases):
            yield f"{target}.{part}.weight", weight
            if part != "key":  # Whisper's keys have no bias: zeros stand in for it
                yield f"{target}.{part}.bias", bias

    def block(source, target, crosses):
        yield from fused(f"{source}/self_attention/linear_0", f"{target}.attn", ["query", "key", "value"])
        yield from linear(f"{source}/self_attention/linear_1", f"{target}.attn.out")
        yield from norm(f"{source}/self_attention/layer_norm", f"{target}.attn_ln")
        if crosses:
            yield from linear(f"{source}/attention/linear_0", f"{target}.cross_attn.query")
            yield from fused(f"{source}/attention/linear_1", f"{target}.cross_attn", ["key", "value"])
            yield from linear(f"{source}/attention/linear_2", f"{target}.cross_attn.out")
            yield from norm(f"{source}/attention/layer_norm", f"{target}.cross_attn_ln")
        yield from linear(f"{source}/ffn/linear_0", f"{target}.mlp.0")
        yield from linear(f"{source}/ffn/linear_1", f"{target}.mlp.2")
        yield from norm(f"{source}/ffn/layer_norm", f"{target}.mlp_ln")

    def blocks(part, crosses):
        for i in range(count_layers(variables, part)):
            yield from block(f"{part}/layer_{i}", f"{part}.blocks.{i}", crosses)

    yield "encoder.positional_embedding", variables["encoder/position_encodings/encodings"]
    for conv in ("conv1", "conv2"):
        yield f"encoder.{conv}.weight", variables[f"encoder/{conv}/weight"]
        yield f"encoder.{conv}.bias", variables[f"encoder/{conv}/bias"].reshape(-1, 1)
    yield from blocks("encoder", crosses=False)
    yield from norm("encoder/layer_norm", "encoder.ln_post")
    yield "decoder.positional_embedding", variables["decoder/position_encodings/encodings"]
    yield "decoder.token_embedding.weight", variables["decoder/embeddings/weight"]
    yield from blocks("decoder", crosses=True)
    yield from norm("decoder/layer_norm", "decoder.ln")


def count_layers(variables, part):
    return len({name.split("/")[1] for name in variables if name.startswith(f"{part}/layer_") and "norm" not in name.split("/")[1]})


def mel_filters(mels, rate=16_000, window=400):
    """Triangles on Slaney's mel scale, each of area one: what Whisper was trained with. [mels, MEL_BINS]"""
    linear_to, step = 1000.0, 200 / 3
    log_step = np.log(6.4) / 27

    def to_mel(hertz):
        return hertz / step if hertz < linear_to else linear_to / step + np.log(hertz / linear_to) / log_step

    def to_hertz(mel):
        return np.where(mel < linear_to / step, mel * step, linear_to * np.exp(log_step * (mel - linear_to / step)))

    edges = to_hertz(np.linspace(0, to_mel(rate / 2), mels + 2))
    ramps = np.subtract.outer(edges, np.arange(MEL_BINS) * rate / window)
    widths = np.diff(edges)[:, None]
    triangles = np.maximum(0, np.minimum(-ramps[:-2] / widths[:-1], ramps[2:] / widths[1:]))
    # rounded before the area is divided out, as librosa did when Whisper's filters were made
    return (triangles.astype(np.float32) * (2 / (edges[2:] - edges[:-2]))[:, None]).astype(np.float32)


def token_bytes(folder):
    """The bytes of every token, GPT-2's letters for bytes undone."""
    kept = [*range(33, 127), *range(161, 173), *range(174, 256)]
    moved = [byte for byte in range(256) if byte not in kept]
    letters = {chr(byte): byte for byte in kept} | {chr(256 + i): byte for i, byte in enumerate(moved)}
    as_json = folder / "vocabulary.json"
    tokens = (
        json.loads(as_json.read_text("utf8"))
        if as_json.exists()
        else (folder / "vocabulary.txt").read_text("utf8").split("\n")
    )
    ordinary = tokens[: tokens.index("<|endoftext|>")]
    return [bytes(letters[letter] for letter in token) for token in ordinary] + [b"<|endoftext|>"]


def write_ggml(folder, out):
    variables = read_ctranslate2(folder / "model.bin")
    encoder, decoder = (variables[f"{part}/position_encodings/encodings"] for part in ("encoder", "decoder"))
    mels = variables["encoder/conv1/weight"].shape[1]
    vocabulary = variables["decoder/embeddings/weight"].shape[0]
    tokens = token_bytes(folder)
    with open(out, "wb") as file:
        header = [vocabulary]
        for part, positions in (("encoder", encoder), ("decoder", decoder)):
            heads = int(variables[f"{part}/num_heads"])
            header += [*positions.shape, heads, count_layers(variables, part)]
        file.write(struct.pack("<I11i", 0x67676D6C, *header, mels, 1))
        file.write(struct.pack("<2i", mels, MEL_BINS))
        file.write(mel_filters(mels).astype("<f4").tobytes())
        file.write(struct.pack("<i", len(tokens)))
        for token in tokens:
            file.write(struct.pack("<I", len(token)) + token)
        for name, value in openai_names(variables):
            is_half = value.ndim > 1 and not name.endswith(("bias", "positional_embedding"))
            file.write(struct.pack("<3i", value.ndim, len(name), int(is_half)))
            file.write(struct.pack(f"<{value.ndim}i", *reversed(value.shape)) + name.encode())
            file.write(value.astype("<f2" if is_half else "<f4").tobytes())


if __name__ == "__main__":
    write_ggml(Path(sys.argv[1]), Path(sys.argv[2]))
