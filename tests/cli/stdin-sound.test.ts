import { describe, expect, it } from 'vitest'
import { encodeWav } from '../../src-main/audio/wav'
import { readPipedSound } from '../../src-main/cli/stdin-sound'
import type { Clip } from '../../src-main/contract/clip'

const samples = Float32Array.from({ length: 1_000 }, (_, i) => Math.round(20_000 * Math.sin(i / 7)) / 32_768)

/** Bytes in pieces of odd sizes, as a pipe may give them. */
async function* inPieces(bytes: Uint8Array, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

async function collect(bytes: Uint8Array, size: number): Promise<Clip> {
  const clips: Clip[] = []
  for await (const clip of readPipedSound(inPieces(bytes, size))) clips.push(clip)
  return {
    samples: Float32Array.from(clips.flatMap((clip) => [...clip.samples])),
    sampleRate: clips[0]?.sampleRate ?? 0
  }
}

describe('readPipedSound', () => {
  const raw = encodeWav({ samples, sampleRate: 16_000 }, 'pcm16').subarray(44)

  it.each([1, 7, 333, 100_000])('reads raw samples in pieces of %i bytes', async (size) => {
    expect(await collect(raw, size)).toEqual({ samples, sampleRate: 16_000 })
  })

  it.each(['pcm16', 'float32'] as const)('reads a WAV file of %s at its own rate', async (format) => {
    expect(await collect(encodeWav({ samples, sampleRate: 44_100 }, format), 13)).toEqual({
      samples,
      sampleRate: 44_100
    })
  })

  it('averages channels', async () => {
    const wav = Buffer.from(
      encodeWav({ samples: Float32Array.of(0.5, 0.25, -0.5, 0), sampleRate: 8_000 }, 'pcm16')
    )
    wav.writeUInt16LE(2, 22)
    expect(await collect(wav, 5)).toEqual({ samples: Float32Array.of(0.375, -0.25), sampleRate: 8_000 })
  })

  it('gives the little there is, and nothing for nothing', async () => {
    expect((await collect(raw.subarray(0, 6), 2)).samples).toEqual(samples.subarray(0, 3))
    expect((await collect(new Uint8Array(0), 1)).samples.length).toBe(0)
  })

  it('refuses what it would misread', async () => {
    const wav = Buffer.from(encodeWav({ samples, sampleRate: 16_000 }, 'pcm16'))
    wav.writeUInt16LE(24, 34)
    await expect(collect(wav, 50)).rejects.toThrow(
      'standard input is a WAV file of 24 bits, 1 channels, 16000 Hz'
    )
  })
})
