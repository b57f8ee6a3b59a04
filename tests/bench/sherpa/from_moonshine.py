"""Makes the folder that sherpa-onnx reads of a Moonshine network as the package moonshine-cpp has it.

    python3 from_moonshine.py FOLDER OUT      FOLDER holds encoder_model.ort, decoder_model_merged.ort and tokenizer.bin

The networks stay what they are; the tokens are written as sherpa-onnx wants them: base64 and a number a line.
"""

import base64
import shutil
import sys
from pathlib import Path

NETWORKS = ["encoder_model.ort", "decoder_model_merged.ort"]


def read_tokens(data):
    """Each token after its length in bytes, of which one over 127 takes two: 7 bits and what is beyond them."""
    at = 0
    while at < len(data):
        length = data[at]
        at += 1
        if length > 127:
            length = (length & 127) + 128 * data[at]
            at += 1
        yield data[at : at + length]
        at += length


source, target = map(Path, sys.argv[1:])
target.mkdir(parents=True, exist_ok=True)
for name in NETWORKS:
    shutil.copy(source / name, target / name)
lines = [f"{base64.b64encode(token).decode()} {number}\n" for number, token in enumerate(read_tokens((source / "tokenizer.bin").read_bytes()))]
(target / "tokens.txt").write_text("".join(lines))
