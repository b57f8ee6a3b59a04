import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { encodeOnnx } from '../../../src-main/nn/export/onnx-file'

const MELS = 80
/** Symbols and the blank, which is the last as in NVIDIA's networks. */
const SYMBOLS = ['▁low', '▁high', 'est', '<blk>']

/**
 * Writes a folder that sherpa-onnx opens as a CTC network of NeMo's kind: one product of the 80 mel levels, whose first symbol wins where
 * the lower half is the louder one, the second where the upper half is.
 */
export function writeTinySherpa(folder: string): void {
  const weights = Float32Array.from({ length: MELS * SYMBOLS.length }, (_, at) => {
    const mel = Math.floor(at / SYMBOLS.length)
    const symbol = at % SYMBOLS.length
    if (symbol > 1) return 0
    return mel < MELS / 2 === (symbol === 0) ? 1 : -1
  })
  const bytes = encodeOnnx({
    name: 'tiny',
    inputs: [
      { name: 'audio_signal', shape: ['batch', MELS, 'time'] },
      { name: 'length', shape: ['batch'], type: 'int64' }
    ],
    outputs: [{ name: 'logprobs', shape: ['batch', 'time', SYMBOLS.length] }],
    nodes: [
      { op: 'Transpose', inputs: ['audio_signal'], outputs: ['frames'], attributes: { perm: [0, 2, 1] } },
      { op: 'MatMul', inputs: ['frames', 'weights'], outputs: ['logits'] },
      { op: 'LogSoftmax', inputs: ['logits'], outputs: ['logprobs'], attributes: { axis: 2 } }
    ],
    constants: [{ name: 'weights', shape: [MELS, SYMBOLS.length], data: weights }],
    metadata: {
      model_type: 'EncDecCTCModelBPE',
      vocab_size: String(SYMBOLS.length - 1),
      subsampling_factor: '1',
      normalize_type: '',
      is_giga_am: '0'
    }
  })
  writeFileSync(join(folder, 'model.onnx'), bytes)
  writeFileSync(join(folder, 'tokens.txt'), SYMBOLS.map((symbol, i) => `${symbol} ${i}\n`).join(''))
}
