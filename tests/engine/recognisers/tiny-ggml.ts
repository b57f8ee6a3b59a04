const STATE = 64
const VOCABULARY = 51_864
const MELS = 80
const BINS = 201
const END_OF_TEXT = 50_256
const START_TIME = 50_363 // what stands for 0.00 s

/** What the network hears in every clip. */
export const TINY_TEXT = ['Hello,', 'world.']
/** Token by token, and the places of the vocabulary that they have here. */
const BLANK = 220 // a space alone, which whisper.cpp looks up
const SAYS = [' Hello', ',', ' wor', 'ld', '.'].map((text, i) => ({ text, id: 300 + i }))

/**
 * A file that whisper.cpp loads and computes with: Whisper with one layer of 64 units whose blocks do nothing. Only its positions count:
 * each points at the token that comes next, so that it says the same of every sound. 7 MB.
 */
export function makeTinyGgml(): Buffer {
  const sequence = [START_TIME, ...SAYS.map(({ id }) => id), END_OF_TEXT]
  const parts: Buffer[] = [
    int(0x67676d6c, VOCABULARY, 1500, STATE, 1, 1, 448, STATE, 1, 1, MELS, 1),
    int(MELS, BINS),
    floats(MELS * BINS, () => 0.01),
    int(END_OF_TEXT)
  ]
  for (let id = 0; id < END_OF_TEXT; id++) {
    const token = Buffer.from(id === BLANK ? ' ' : (SAYS.find((each) => each.id === id)?.text ?? `<${id}>`))
    parts.push(int(token.length), token)
  }
  const add = (name: string, shape: number[], { isHalf, data }: { isHalf: boolean; data: Buffer }) =>
    parts.push(
      int(shape.length, name.length, isHalf ? 1 : 0),
      int(...[...shape].reverse()),
      Buffer.from(name),
      data
    )
  const single = (name: string, shape: number[], value: (at: number) => number = () => 0) =>
    add(name, shape, { isHalf: false, data: floats(sizeOf(shape), value) })
  const half = (name: string, shape: number[], data = Buffer.alloc(2 * sizeOf(shape))) =>
    add(name, shape, { isHalf: true, data })
  const norm = (name: string) => {
    single(`${name}.weight`, [STATE], () => 1)
    single(`${name}.bias`, [STATE])
  }
  const linear = (name: string, rows: number, columns: number) => {
    half(`${name}.weight`, [rows, columns])
    if (!name.endsWith('.key')) single(`${name}.bias`, [rows])
  }
  const attention = (name: string) => {
    for (const part of ['query', 'key', 'value', 'out']) linear(`${name}.${part}`, STATE, STATE)
    norm(`${name}_ln`)
  }
  const block = (name: string, { crosses }: { crosses: boolean }) => {
    attention(`${name}.attn`)
    if (crosses) attention(`${name}.cross_attn`)
    linear(`${name}.mlp.0`, 4 * STATE, STATE)
    linear(`${name}.mlp.2`, STATE, 4 * STATE)
    norm(`${name}.mlp_ln`)
  }
  single('encoder.positional_embedding', [1500, STATE])
  half('encoder.conv1.weight', [STATE, MELS, 3])
  single('encoder.conv1.bias', [STATE, 1])
  half('encoder.conv2.weight', [STATE, STATE, 3])
  single('encoder.conv2.bias', [STATE, 1])
  block('encoder.blocks.0', { crosses: false })
  norm('encoder.ln_post')
  // the unit that stands for the token that follows, far above what the token before adds
  const follows = (at: number) => Math.min(Math.floor(at / STATE), sequence.length - 1) === at % STATE
  single('decoder.positional_embedding', [448, STATE], (at) => (follows(at) ? 30 : 0))
  half('decoder.token_embedding.weight', [VOCABULARY, STATE], embeddings(sequence))
  block('decoder.blocks.0', { crosses: true })
  norm('decoder.ln')
  return Buffer.concat(parts)
}

/** Each token of the sequence has a unit of its own, all others none. [VOCABULARY, STATE] */
function embeddings(sequence: readonly number[]) {
  const rows = new Uint16Array(VOCABULARY * STATE)
  const three = 0x4200 // as a half
  sequence.forEach((id, unit) => (rows[id * STATE + unit] = three))
  return Buffer.from(rows.buffer)
}

const sizeOf = (shape: number[]) => shape.reduce((product, size) => product * size, 1)
const int = (...values: number[]) => Buffer.from(Int32Array.from(values).buffer)
const floats = (count: number, value: (at: number) => number) =>
  Buffer.from(Float32Array.from({ length: count }, (_, at) => value(at)).buffer)
