import { open, readdir, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { z } from 'zod'
import { LibraryError } from '../../library/library-error'

/** The networks of sherpa-onnx that Cadenza knows to open: which part of the configuration takes which files. */
export const sherpaModel = z.object({
  kind: z.enum([
    'transducer',
    'streaming-transducer',
    'moonshine',
    'whisper',
    'nemo-ctc',
    'zipformer-ctc',
    'streaming-zipformer-ctc',
    'sense-voice'
  ]),
  /** Roles in the configuration, such as `encoder`, and the names of their files. */
  files: z.record(z.string(), z.string())
})
export type SherpaModel = z.output<typeof sherpaModel>

const LARGEST = 8 * 2 ** 30

/**
 * Which network lies in a folder, by the names of its files and by what the networks themselves say of their type. Throws UNREADABLE with
 * what is missing.
 */
export async function readSherpaFolder(folder: string): Promise<SherpaModel> {
  const names = (await readdir(folder, { withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map(({ name }) => name)
  const tokens =
    names.find((name) => name === 'tokens.txt') ?? names.find((name) => name.endsWith('-tokens.txt'))
  if (!tokens) throw refusal(folder, 'there is no tokens.txt')
  await checkTokens(join(folder, tokens))
  const found = await recogniseNetwork(folder, names)
  for (const name of Object.values(found.files)) {
    const { size } = await stat(join(folder, name))
    if (size === 0 || size > LARGEST) throw refusal(folder, `${name} has ${size} bytes`)
  }
  return { ...found, files: { ...found.files, tokens } }
}

async function recogniseNetwork(folder: string, names: string[]): Promise<SherpaModel> {
  /** The file of a role; the smaller one, of 8-bit numbers, where there are both. */
  const find = (pattern: RegExp) => {
    const matching = names.filter((name) => /\.(onnx|ort)$/.test(name) && pattern.test(name))
    return matching.find((name) => name.includes('int8')) ?? matching[0]
  }
  const says = (name: string, words: string[]) => mentions(join(folder, name), words)
  const preprocessor = find(/preprocess/)
  const cachedDecoder = find(/^cached_decode/)
  const uncachedDecoder = find(/uncached_decode/)
  const encode = find(/^encode/)
  if (preprocessor && cachedDecoder && uncachedDecoder && encode)
    return { kind: 'moonshine', files: { preprocessor, encoder: encode, cachedDecoder, uncachedDecoder } }

  const encoder = find(/encoder/)
  const mergedDecoder = find(/decoder.*merged/)
  if (encoder && mergedDecoder) return { kind: 'moonshine', files: { encoder, mergedDecoder } }

  const decoder = find(/decoder/)
  const joiner = find(/joiner/)
  if (encoder && decoder && joiner) {
    const streams = await says(encoder, ['decode_chunk_len', 'chunk_size', 'rnn_hidden_size'])
    return { kind: streams ? 'streaming-transducer' : 'transducer', files: { encoder, decoder, joiner } }
  }
  if (encoder && decoder) return { kind: 'whisper', files: { encoder, decoder } }

  const model = find(/model/) ?? find(/ctc/)
  if (!model) throw refusal(folder, 'there is neither encoder and decoder nor model.onnx')
  if (await says(model, ['EncDecCTC', 'EncDecHybridRNNTCTC'])) return { kind: 'nemo-ctc', files: { model } }
  if (await says(model, ['sense_voice', 'SenseVoice'])) return { kind: 'sense-voice', files: { model } }
  if (await says(model, ['zipformer2', 'zipformer'])) {
    const streams = await says(model, ['decode_chunk_len'])
    return { kind: streams ? 'streaming-zipformer-ctc' : 'zipformer-ctc', files: { model } }
  }
  throw refusal(folder, `${model} does not say that it is a network that Cadenza can open`)
}

/** `symbol number` a line, the numbers from 0 on. */
async function checkTokens(path: string): Promise<void> {
  const file = await open(path)
  try {
    const { size } = await file.stat()
    if (size > 16 << 20) throw refusal(path, 'it is too large for a list of symbols')
    const lines = (await file.readFile('utf8')).split('\n').filter((line) => line.trim() !== '')
    const bad = lines.findIndex((line) => !/^(.*)\s\d+\s*$/.test(line))
    if (lines.length < 2) throw refusal(path, 'it lists no symbols')
    if (bad >= 0) throw refusal(path, `line ${bad + 1} is not a symbol and its number`)
  } finally {
    await file.close()
  }
}

const PIECE = 1 << 20

/** Whether one of the words stands in a file: ONNX keeps what a network says of itself as plain text. */
async function mentions(path: string, words: string[]): Promise<boolean> {
  const file = await open(path)
  const longest = Math.max(...words.map(({ length }) => length))
  const piece = Buffer.alloc(PIECE + longest)
  try {
    for (let at = 0; ; at += PIECE) {
      const { bytesRead } = await file.read(piece, 0, piece.length, at)
      const part = piece.subarray(0, bytesRead)
      if (words.some((word) => part.includes(word, 0, 'latin1'))) return true
      if (bytesRead < piece.length) return false
    }
  } finally {
    await file.close()
  }
}

const refusal = (path: string, what: string) =>
  new LibraryError('UNREADABLE', `“${basename(path)}” is no sherpa-onnx model that Cadenza can open: ${what}`)
