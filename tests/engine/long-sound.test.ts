import { open, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { encodeWav, readWav, wavHeader } from '../../src-main/audio/wav'
import { Outlines } from '../../src-main/engine/outline'
import { longWav, openWavFile } from '../../src-main/engine/wav-file'
import { openEngine, temporaryFolder } from './engine-for-test'

const sampleRate = 8_000
const loose = { dataset: null, role: null }

/** Every sample differs from its neighbours, and comes back from 16 bits as it went in. */
const ramp = (count: number) =>
  Float32Array.from({ length: count }, (_, i) => (((i * 7919) % 65_536) - 32_768) / 32_768)

async function fileOf(bytes: Uint8Array): Promise<string> {
  const path = join(await temporaryFolder(), 'sound.wav')
  await writeFile(path, bytes)
  return path
}

/** Stereo, 24 bits, a chunk of notes before the sound: as other programs write them. */
function foreignWav(frames: number): Uint8Array {
  const notes = 3_001
  const bytes = new Uint8Array(12 + 24 + 8 + notes + 1 + 8 + frames * 6)
  const view = new DataView(bytes.buffer)
  const tag = (at: number, text: string) => bytes.set(new TextEncoder().encode(text), at)
  tag(0, 'RIFF')
  view.setUint32(4, bytes.length - 8, true)
  tag(8, 'WAVEfmt ')
  view.setUint32(16, 16, true)
  view.setUint16(20, 1, true)
  view.setUint16(22, 2, true)
  view.setUint32(24, sampleRate, true)
  view.setUint32(28, sampleRate * 6, true)
  view.setUint16(32, 6, true)
  view.setUint16(34, 24, true)
  tag(36, 'LIST')
  view.setUint32(40, notes, true)
  const data = 44 + notes + 1
  tag(data, 'data')
  view.setUint32(data + 4, frames * 6, true)
  for (let i = 0; i < frames * 6; i++) bytes[data + 8 + i] = (i * 31) % 251
  return bytes
}

describe('a WAV file read piece by piece', () => {
  it.each([
    ['as Cadenza writes it', encodeWav({ samples: ramp(23_456), sampleRate }, 'pcm16')],
    ['as another program writes it', foreignWav(23_456)]
  ])('gives the samples of the whole, %s', async (_, bytes) => {
    const whole = readWav(bytes).samples
    const file = await openWavFile(await fileOf(bytes))
    expect(file).toMatchObject({ sampleRate, frames: 23_456 })
    expect(await file.read(1_000, 2_000)).toEqual(whole.slice(1_000, 3_000))
    expect(await file.read(23_000, 9_999)).toEqual(whole.slice(23_000))
    expect(await file.read(30_000, 10)).toHaveLength(0)
    await file.close()
  })

  it('gives pieces of ten seconds without a gap, as often as it is asked', async () => {
    const samples = ramp(25 * sampleRate + 3)
    const sound = await longWav(await fileOf(encodeWav({ samples, sampleRate }, 'pcm16')), 'talk')
    expect(sound).toMatchObject({ name: 'talk', duration: samples.length / sampleRate })
    for (let reading = 0; reading < 2; reading++) {
      const pieces: Float32Array[] = []
      for await (const clip of sound.pieces()) pieces.push(clip.samples)
      expect(pieces.map(({ length }) => length)).toEqual([80_000, 80_000, 40_003])
      expect(Float32Array.from(pieces.flatMap((piece) => [...piece]))).toEqual(samples)
    }
  })

  it('refuses what is no WAV file, and one that is cut', async () => {
    await expect(openWavFile(await fileOf(Uint8Array.of(1, 2, 3)))).rejects.toThrow('ends in its header')
    const bytes = encodeWav({ samples: ramp(5_000), sampleRate }, 'pcm16')
    await expect(openWavFile(await fileOf(bytes.slice(0, 600)))).rejects.toThrow('The WAV file is cut')
  })
})

describe('an outline', () => {
  const exact = (samples: Float32Array, columns: number) =>
    Array.from({ length: columns }, (_, column) => {
      const start = Math.floor((column * samples.length) / columns)
      const end = Math.max(start + 1, Math.floor(((column + 1) * samples.length) / columns))
      const stretch = samples.slice(start, end)
      return [stretch.reduce((a, b) => Math.min(a, b)), stretch.reduce((a, b) => Math.max(a, b))]
    })

  it.each([
    ['a column of many blocks', 600_000, 2],
    ['blocks of many columns', 600_000, 1_234],
    ['columns that end where blocks do', 2 ** 19, 8],
    ['more columns than samples', 5, 12]
  ])('holds the least and greatest sample of each stretch: %s', async (_, count, columns) => {
    const samples = ramp(count).map((sample, i) => sample * (0.1 + (0.9 * i) / count))
    const path = await fileOf(encodeWav({ samples, sampleRate }, 'float32'))
    const { low, high } = await new Outlines().of(path, columns)
    const found = Array.from(low, (least, i) => [least, high[i]])
    expect(found).toEqual(exact(samples, columns).map((pair) => pair.map(Math.fround)))
  })

  it('is drawn once, and anew when the file has changed', async () => {
    const outlines = new Outlines()
    const path = await fileOf(encodeWav({ samples: ramp(1_000), sampleRate }, 'pcm16'))
    const first = await outlines.of(path, 10)
    expect(await outlines.of(path, 10)).toBe(first)
    await writeFile(path, encodeWav({ samples: new Float32Array(2_000).fill(0.5), sampleRate }, 'pcm16'))
    expect((await outlines.of(path, 10)).low).toEqual(new Float32Array(10).fill(0.5))
  })
})

describe('a long recording in the library', () => {
  it('is heard a part at a time', async () => {
    const { client } = await openEngine()
    const samples = ramp(3 * sampleRate)
    const { ref } = await client.clips.importSamples({ name: 'a', ...loose, samples, sampleRate })
    const part = await client.clips.readPart({ ...ref, start: 0.5, end: 1.25 })
    expect(part).toEqual({ samples: samples.slice(4_000, 10_000), sampleRate })
    expect((await client.clips.readPart({ ...ref, start: 2.5, end: 9 })).samples).toHaveLength(4_000)
    expect((await client.clips.readPart({ ...ref, start: 7, end: 9 })).samples).toHaveLength(0)
    const { low, high } = await client.clips.outline({ ...ref, columns: 3 })
    expect([...low, ...high].every((sample) => Math.abs(sample) > 0.99)).toBe(true)
  })

  it('refuses more than a minute at once, and what is not there', async () => {
    const { client } = await openEngine()
    const { ref } = await client.clips.importSamples({ name: 'a', ...loose, samples: ramp(100), sampleRate })
    await expect(client.clips.readPart({ ...ref, start: 0, end: 60.5 })).rejects.toMatchObject({
      code: 'INVALID',
      message: "'end' must lie 0 to 60 s after 'start', not 60.5"
    })
    await expect(client.clips.readPart({ ...ref, start: 2, end: 1 })).rejects.toThrow("'end' must lie")
    const gone = { ...ref, id: 'gone' }
    await expect(client.clips.outline({ ...gone, columns: 3 })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(client.clips.readPart({ ...gone, start: 0, end: 1 })).rejects.toMatchObject({
      code: 'NOT_FOUND'
    })
  })

  it('of an hour takes little memory', async () => {
    const { client } = await openEngine()
    const { ref } = await client.clips.importSamples({ name: 'a', ...loose, samples: ramp(10), sampleRate })
    const folder = await client.library.folderOf({ kind: 'clip', id: ref.id, clip: ref })
    const sampleCount = 3600 * 48_000
    const file = await open(join(folder, 'audio.wav'), 'w')
    await file.write(wavHeader({ sampleRate: 48_000, sampleCount, format: 'pcm16' }))
    await file.truncate(44 + 2 * sampleCount)
    await file.close()
    const before = process.memoryUsage()
    let most = 0
    const timer = setInterval(() => {
      const { external, heapUsed } = process.memoryUsage()
      most = Math.max(most, external + heapUsed - before.external - before.heapUsed)
    }, 5)
    const { low } = await client.clips.outline({ ...ref, columns: 2_000 })
    clearInterval(timer)
    expect(low).toEqual(new Float32Array(2_000))
    expect(most).toBeLessThan(200e6) // the hour is 346 MB on the disk, 691 MB as floats
  })
})
