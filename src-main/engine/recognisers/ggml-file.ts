import { open, type FileHandle } from 'node:fs/promises'
import { LibraryError } from '../../library/library-error'

/** What the header of a Whisper network in whisper.cpp's format says. */
export interface GgmlHeader {
  vocabulary: number
  audioState: number
  audioLayers: number
  textLayers: number
  mels: number
  isMultilingual: boolean
}

const MAGIC = 0x67676d6c // "ggml"
const HEADER_FIELDS = 11
const MOST_NAME = 256
const MOST_TENSORS = 20_000
/** Whisper's vocabularies: English, many languages, and those with Cantonese. */
const VOCABULARIES = [51_864, 51_865, 51_866]
/** Bytes of a block and the numbers in it, by ggml's number of the type. */
const TYPES: Record<number, { bytes: number; values: number }> = {
  0: { bytes: 4, values: 1 }, // f32
  1: { bytes: 2, values: 1 }, // f16
  2: { bytes: 18, values: 32 }, // q4_0
  3: { bytes: 20, values: 32 }, // q4_1
  6: { bytes: 22, values: 32 }, // q5_0
  7: { bytes: 24, values: 32 }, // q5_1
  8: { bytes: 34, values: 32 }, // q8_0
  10: { bytes: 84, values: 256 }, // q2_K
  11: { bytes: 110, values: 256 }, // q3_K
  12: { bytes: 144, values: 256 }, // q4_K
  13: { bytes: 176, values: 256 }, // q5_K
  14: { bytes: 210, values: 256 } // q6_K
}

/**
 * Reads a model file from end to end, all but the weights themselves: the native code that loads it afterwards does not check.
 * Throws UNREADABLE with what is wrong.
 */
export async function readGgml(path: string): Promise<GgmlHeader> {
  const file = await open(path)
  try {
    const { size } = await file.stat()
    const reader = new Reader(file, size)
    const header = await readHeader(reader)
    await skipVocabulary(reader)
    for (let count = 0; reader.at < size; count++) {
      if (count > MOST_TENSORS) throw refusal('it holds more weights than any Whisper network')
      await skipTensor(reader)
    }
    return header
  } finally {
    await file.close()
  }
}

async function readHeader(reader: Reader): Promise<GgmlHeader> {
  if ((await reader.whole()) !== MAGIC) throw refusal('it does not begin with the letters of a ggml file')
  const fields: number[] = []
  for (let i = 0; i < HEADER_FIELDS; i++) fields.push(await reader.whole())
  const [
    vocabulary = 0,
    audioContext,
    audioState = 0,
    ,
    audioLayers = 0,
    textContext,
    ,
    ,
    textLayers = 0,
    mels = 0
  ] = fields
  const isWhisper =
    VOCABULARIES.includes(vocabulary) &&
    audioContext === 1500 &&
    textContext === 448 &&
    audioState % 64 === 0 &&
    isWithin(audioState, 64, 4_096) &&
    isWithin(audioLayers, 1, 64) &&
    isWithin(textLayers, 1, 64) &&
    (mels === 80 || mels === 128)
  if (!isWhisper) throw refusal('its header is not that of a Whisper network')
  return {
    vocabulary,
    audioState,
    audioLayers,
    textLayers,
    mels,
    isMultilingual: vocabulary > VOCABULARIES[0]!
  }
}

async function skipVocabulary(reader: Reader): Promise<void> {
  const filters = (await reader.whole()) * (await reader.whole())
  if (!isWithin(filters, 1, 1 << 20)) throw refusal('its filters are damaged')
  reader.skip(4 * filters)
  const tokens = await reader.whole()
  if (!isWithin(tokens, 1, VOCABULARIES[2]!)) throw refusal('its vocabulary is damaged')
  for (let i = 0; i < tokens; i++) {
    const length = await reader.whole()
    if (length > MOST_NAME) throw refusal('its vocabulary is damaged')
    reader.skip(length)
  }
}

async function skipTensor(reader: Reader): Promise<void> {
  const dimensions = await reader.whole()
  const nameLength = await reader.whole()
  const type = TYPES[await reader.whole()]
  if (!isWithin(dimensions, 1, 4) || !isWithin(nameLength, 1, MOST_NAME) || !type)
    throw refusal(`its weights are damaged at byte ${reader.at}`)
  let values = 1
  for (let i = 0; i < dimensions; i++) values *= await reader.whole()
  if (!isWithin(values, 1, 1 << 30) || values % type.values !== 0)
    throw refusal(`its weights are damaged at byte ${reader.at}`)
  reader.skip(nameLength + (values / type.values) * type.bytes)
}

/** Reads on through a file by pieces of 64 KiB. */
class Reader {
  at = 0
  #piece = Buffer.alloc(0)
  #start = 0

  constructor(
    private readonly file: FileHandle,
    private readonly size: number
  ) {}

  /** An unsigned whole number of 32 bits, little end first. */
  async whole(): Promise<number> {
    if (this.at + 4 > this.size) throw refusal('it is cut off')
    if (this.at < this.#start || this.at + 4 > this.#start + this.#piece.length) {
      const { buffer, bytesRead } = await this.file.read(Buffer.alloc(1 << 16), 0, 1 << 16, this.at)
      this.#piece = buffer.subarray(0, bytesRead)
      this.#start = this.at
      if (bytesRead < 4) throw refusal('it is cut off')
    }
    this.at += 4
    return this.#piece.readUInt32LE(this.at - 4 - this.#start)
  }

  skip(bytes: number): void {
    this.at += bytes
    if (this.at > this.size) throw refusal('it is cut off')
  }
}

const isWithin = (value: number, least: number, most: number) => value >= least && value <= most
const refusal = (what: string) =>
  new LibraryError('UNREADABLE', `this is no model file of whisper.cpp: ${what}`)
