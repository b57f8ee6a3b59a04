import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { decodeFlac } from '../../src-main/audio/flac'

const folder = join(process.env['CADENZA_DATA'] ?? '../shared/data', 'wake-words', 'alexa')

/** Their encoder let clipped samples run over 16 bits; libFLAC gives up on them, FFmpeg wraps them as we do. */
const WRAPPED = ['126.flac', '128.flac', '229.flac']

/** MD5 of the 16-bit samples, which every FLAC file carries in its STREAMINFO block (byte 26 of the file on). */
function digestOf(samples: Float32Array): string {
  return createHash('md5')
    .update(new Uint8Array(Int16Array.from(samples, (sample) => sample * 32768).buffer))
    .digest('hex')
}

it.skipIf(!existsSync(folder))(
  'decodes real recordings to the very bits whose digest they carry (needs shared/data)',
  () => {
    const files = readdirSync(folder)
      .filter((name) => name.endsWith('.flac'))
      .filter((name, i) => i % 6 === 0 || WRAPPED.includes(name))
    expect(files.length).toBeGreaterThan(10)
    for (const name of files) {
      const bytes = new Uint8Array(readFileSync(join(folder, name)))
      const { samples } = decodeFlac(bytes)
      expect(
        samples.every((sample) => sample >= -1 && sample < 1),
        name
      ).toBe(true)
      expect(digestOf(samples), name).toBe(Buffer.from(bytes.subarray(26, 42)).toString('hex'))
    }
  }
)

it('decodes the fixture to the bits whose digest it carries', () => {
  const bytes = new Uint8Array(readFileSync(new URL('../fixtures/audio/codecs/mono16.flac', import.meta.url)))
  expect(digestOf(decodeFlac(bytes).samples)).toBe(Buffer.from(bytes.subarray(26, 42)).toString('hex'))
})
