import { describe, expect, it } from 'vitest'
import { AudioFormatError } from '../../src-main/audio/audio-format-error'
import { encodeWav, readWav, wavHeader, wavSamples } from '../../src-main/audio/wav'
import { makeSine } from './signal'

const sine = makeSine({ frequency: 440, sampleRate: 16_000, count: 1600 })

/** A WAV file built field by field, so that each can lie. */
function buildWav(options: {
  format?: number
  channels?: number
  sampleRate?: number
  bits?: number
  frameBytes?: number
  dataSize?: number
  body?: Uint8Array
  before?: Uint8Array
  subFormat?: number
}): Uint8Array {
  const {
    format = 1,
    channels = 1,
    sampleRate = 16_000,
    bits = 16,
    body = new Uint8Array(8),
    before = new Uint8Array(0),
    subFormat
  } = options
  const formatBytes = subFormat === undefined ? 16 : 40
  const file = new Uint8Array(12 + before.length + 8 + formatBytes + 8 + body.length)
  const view = new DataView(file.buffer)
  const writeTag = (at: number, tag: string) => file.set(new TextEncoder().encode(tag), at)
  writeTag(0, 'RIFF')
  writeTag(8, 'WAVE')
  file.set(before, 12)
  const at = 12 + before.length
  writeTag(at, 'fmt ')
  view.setUint32(at + 4, formatBytes, true)
  view.setUint16(at + 8, subFormat === undefined ? format : 0xfffe, true)
  view.setUint16(at + 10, channels, true)
  view.setUint32(at + 12, sampleRate, true)
  view.setUint16(at + 20, options.frameBytes ?? (channels * bits) / 8, true)
  view.setUint16(at + 22, bits, true)
  if (subFormat !== undefined) view.setUint16(at + 32, subFormat, true)
  writeTag(at + 8 + formatBytes, 'data')
  view.setUint32(at + 12 + formatBytes, options.dataSize ?? body.length, true)
  file.set(body, at + 16 + formatBytes)
  return file
}

function refusal(read: () => unknown): AudioFormatError {
  try {
    read()
  } catch (error) {
    if (error instanceof AudioFormatError) return error
    throw error
  }
  throw new Error('the file was accepted')
}

describe('readWav', () => {
  it.each(['pcm16', 'float32'] as const)('reads back what encodeWav wrote as %s', (format) => {
    const clip = readWav(encodeWav({ samples: sine, sampleRate: 22_050 }, format))
    expect(clip.sampleRate).toBe(22_050)
    expect(clip.samples.length).toBe(sine.length)
    const tolerance = format === 'pcm16' ? 0.5 / 32768 + 1e-9 : 0
    clip.samples.forEach((sample, i) => expect(Math.abs(sample - sine[i]!)).toBeLessThanOrEqual(tolerance))
  })

  it.each([
    [8, 1, [0, 128, 255], [-1, 0, 127 / 128]],
    [16, 1, [0x00, 0x80, 0x00, 0x00, 0xff, 0x7f], [-1, 0, 32767 / 32768]],
    [24, 1, [0x00, 0x00, 0x80, 0x01, 0x00, 0x00, 0xff, 0xff, 0x7f], [-1, 2 ** -23, 1 - 2 ** -23]],
    [32, 1, [0, 0, 0, 0x80, 0, 0, 0, 0x40, 0, 0, 0, 0xc0], [-1, 0.5, -0.5]],
    [64, 3, [...new Uint8Array(Float64Array.of(0.25, -1.5).buffer)], [0.25, -1.5]]
  ])('reads %i bits', (...[bits, format, body, expected]) => {
    const { samples } = readWav(buildWav({ bits, format, body: Uint8Array.from(body) }))
    expect([...samples]).toEqual(expected.map(Math.fround))
  })

  it('averages channels', () => {
    const body = new Uint8Array(Int16Array.of(16384, 0, -16384, -8192).buffer)
    expect([...readWav(buildWav({ channels: 2, body })).samples]).toEqual([0.25, -0.375])
  })

  it('reads the extensible format and walks over chunks of odd size', () => {
    const before = Uint8Array.from([0x4c, 0x49, 0x53, 0x54, 3, 0, 0, 0, 1, 2, 3, 0])
    const body = new Uint8Array(Float32Array.of(0.5, -0.5).buffer)
    expect([...readWav(buildWav({ subFormat: 3, bits: 32, body, before })).samples]).toEqual([0.5, -0.5])
  })

  it.each([
    ['empty', 'empty', new Uint8Array(0), /0 bytes/],
    [
      'cut in the header',
      'truncated',
      encodeWav({ samples: sine, sampleRate: 16_000 }, 'pcm16').slice(0, 10),
      /10 of 12/
    ],
    ['another kind', 'unknown', new TextEncoder().encode('OggS, not a WAV'), /OggS/],
    ['without fmt', 'corrupt', new TextEncoder().encode('RIFF....WAVE'), /fmt/],
    ['without samples', 'empty', buildWav({ body: new Uint8Array(0) }), /no samples/],
    ['cut in the data', 'truncated', buildWav({ dataSize: 4_000_000 }), /4000000.*8/],
    ['never finished', 'unfinished', buildWav({ dataSize: 0xffffffff }), /never finished/],
    ['never finished, size 0', 'unfinished', buildWav({ dataSize: 0 }), /never finished/],
    ['0 channels', 'unsupported', buildWav({ channels: 0 }), /0 channels/],
    ['65535 channels', 'unsupported', buildWav({ channels: 65_535 }), /65535 channels/],
    ['0 Hz', 'unsupported', buildWav({ sampleRate: 0 }), /0 Hz/],
    ['4 GHz', 'unsupported', buildWav({ sampleRate: 4_000_000_000 }), /384000/],
    ['12 bits', 'unsupported', buildWav({ bits: 12, frameBytes: 2 }), /12 bits/],
    ['A-law', 'unsupported', buildWav({ format: 6, bits: 8 }), /A-law/],
    ['a frame size that lies', 'corrupt', buildWav({ frameBytes: 1 }), /contradicts/],
    [
      'NaN',
      'corrupt',
      buildWav({ format: 3, bits: 32, body: new Uint8Array(Float32Array.of(0, NaN).buffer) }),
      /Sample 1/
    ],
    [
      'infinity',
      'corrupt',
      buildWav({ format: 3, bits: 64, body: new Uint8Array(Float64Array.of(1e300).buffer) }),
      /Sample 0/
    ]
  ])('refuses a file: %s', (...[, code, bytes, message]) => {
    const error = refusal(() => readWav(bytes))
    expect(error.code).toBe(code)
    expect(error.message).toMatch(message)
  })

  it('never fails in another way, whatever bytes are damaged or cut', () => {
    const file = buildWav({
      subFormat: 1,
      bits: 24,
      channels: 2,
      body: new Uint8Array(60),
      before: Uint8Array.from([65, 66, 67, 68, 2, 0, 0, 0, 1, 1])
    })
    for (let length = 0; length < file.length; length++) refusal(() => readWav(file.subarray(0, length)))
    for (let at = 0; at < 80; at++)
      for (const value of [0, 1, 127, 128, 255]) {
        const damaged = file.slice()
        damaged[at] = value
        for (const repair of [false, true])
          try {
            expect(readWav(damaged, { repair }).samples.length).toBeGreaterThan(0)
          } catch (error) {
            expect(error).toBeInstanceOf(AudioFormatError)
          }
      }
  })

  it('repairs a recording whose header was never finished or whose end is missing', () => {
    const body = wavSamples(sine, 'pcm16')
    const growing = Uint8Array.from([
      ...wavHeader({ sampleRate: 16_000, sampleCount: 0, format: 'pcm16' }),
      ...body,
      0x55
    ])
    expect(readWav(growing, { repair: true }).samples.length).toBe(sine.length)
    const cut = encodeWav({ samples: sine, sampleRate: 16_000 }, 'float32').subarray(0, 58 + 4 * 1000 + 2)
    expect([...readWav(cut, { repair: true }).samples]).toEqual([...sine.subarray(0, 1000)])
  })

  it('reads from the middle of a larger buffer', () => {
    const file = encodeWav({ samples: sine, sampleRate: 16_000 }, 'float32')
    const shifted = new Uint8Array(file.length + 3)
    shifted.set(file, 3)
    expect(readWav(shifted.subarray(3)).samples).toEqual(sine)
  })
})

describe('wavHeader', () => {
  it.each([
    ['pcm16', 44],
    ['float32', 58]
  ] as const)(
    'has the same length for %s whatever the count, so that it can be overwritten',
    (format, length) => {
      for (const sampleCount of [0, 1, 1e6])
        expect(wavHeader({ sampleRate: 48_000, sampleCount, format }).length).toBe(length)
    }
  )

  it('refuses more than a WAV file can hold', () => {
    expect(() => wavHeader({ sampleRate: 48_000, sampleCount: 2 ** 30, format: 'float32' })).toThrow(/4 GB/)
  })
})

describe('encodeWav', () => {
  it('clips instead of wrapping round', () => {
    expect([
      ...readWav(encodeWav({ samples: Float32Array.of(1.5, -1.5, 1), sampleRate: 8000 }, 'pcm16')).samples
    ]).toEqual([32767 / 32768, -1, 32767 / 32768])
  })

  it.each([
    ['pcm16', 44, (view: DataView, at: number) => view.getInt16(44 + 2 * at, true) / 32768],
    ['float32', 58, (view: DataView, at: number) => view.getFloat32(58 + 4 * at, true)]
  ] as const)('writes two channels as %s, a frame after another', (format, headerBytes, sampleAt) => {
    const left = Float32Array.of(0.5, -0.25, 0.125)
    const right = Float32Array.of(-1, 0, 0.75)
    const file = encodeWav({ left, right, sampleRate: 44_100 }, format)
    const view = new DataView(file.buffer)
    expect(view.getUint16(22, true)).toBe(2)
    expect(Array.from({ length: 6 }, (_, i) => sampleAt(view, i))).toEqual([0.5, -1, -0.25, 0, 0.125, 0.75])
    expect(file.length).toBe(headerBytes + 6 * (format === 'pcm16' ? 2 : 4))
    expect([...readWav(file).samples]).toEqual([-0.25, -0.125, 0.4375])
  })

  it('says behind the samples what the sound is and how it was made', () => {
    const sound = { samples: Float32Array.of(0.5), sampleRate: 8_000 }
    const file = encodeWav(sound, 'pcm16', { title: 'Blues', comment: 'seed 1' })
    const text = (from: number, to: number) => new TextDecoder().decode(file.subarray(from, to))
    const view = new DataView(file.buffer)
    expect(view.getUint32(4, true)).toBe(file.length - 8)
    expect(view.getUint32(40, true)).toBe(2)
    expect(text(46, 50) + text(54, 58)).toBe('LISTINFO')
    expect(view.getUint32(50, true)).toBe(file.length - 54)
    expect(text(58, 62)).toBe('INAM')
    expect(view.getUint32(62, true)).toBe(6)
    expect(text(66, 72)).toBe('Blues\0')
    expect(text(72, 76)).toBe('ICMT')
    expect(text(80, 86)).toBe('seed 1')
    expect([...readWav(file).samples]).toEqual([0.5])
  })
})
