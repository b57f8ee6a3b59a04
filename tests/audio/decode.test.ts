import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { AudioFormatError } from '../../src-main/audio/audio-format-error'
import { decodeAudio } from '../../src-main/audio/decode'
import { encodeWav } from '../../src-main/audio/wav'

const read = (name: string) =>
  new Uint8Array(readFileSync(new URL(`../fixtures/audio/codecs/${name}`, import.meta.url)))

/** The chirp of tests/fixtures/audio/make_codecs.py. */
function makeChirp(sampleRate: number): Float32Array {
  return Float32Array.from({ length: Math.round(0.4 * sampleRate) }, (_, n) => {
    const t = n / sampleRate
    return 0.5 * Math.sin(2 * Math.PI * (300 * t + ((1500 - 300) / 0.4) * t * t * 0.5))
  })
}

/** How much of the chirp's power is missing or wrong, in dB below it, and how loud the clip is beside it. */
function compare(samples: Float32Array, chirp: Float32Array): { error: number; gain: number } {
  const dot = (a: Float32Array, b: Float32Array) =>
    chirp.reduce((sum, _, i) => sum + (a[i] ?? 0) * (b[i] ?? 0), 0)
  const gain = dot(samples, chirp) / dot(chirp, chirp)
  const difference = chirp.map((value, i) => (samples[i] ?? 0) - gain * value)
  return { gain, error: 10 * Math.log10(dot(difference, difference) / dot(samples, samples)) }
}

async function refusal(bytes: Uint8Array, name?: string): Promise<AudioFormatError> {
  const error: unknown = await decodeAudio(bytes, name).then(
    () => undefined,
    (reason: unknown) => reason
  )
  if (!(error instanceof AudioFormatError)) throw new Error(`not refused as it should be: ${String(error)}`)
  return error
}

describe('decodeAudio', () => {
  it.each([
    { name: 'mono16.flac', sampleRate: 16_000, gain: 1, error: -80 },
    { name: 'mono8.flac', sampleRate: 8_000, gain: 1, error: -35 },
    { name: 'stereo24.flac', sampleRate: 44_100, gain: 0.95, error: -110 },
    { name: 'mono.mp3', sampleRate: 16_000, gain: 0.95, error: -35 }, // LAME turns the volume down by 5 %
    { name: 'stereo.mp3', sampleRate: 44_100, gain: 0.475, error: -35 },
    { name: 'mono.ogg', sampleRate: 22_050, gain: 1, error: -25 },
    { name: 'stereo.ogg', sampleRate: 44_100, gain: 0.5, error: -25 },
    { name: 'mono.opus', sampleRate: 48_000, gain: 1, error: -35 },
    { name: 'stereo.opus', sampleRate: 48_000, gain: 0.5, error: -35 },
    { name: 'opus.webm', sampleRate: 48_000, gain: 1, error: -35 },
    { name: 'vorbis.webm', sampleRate: 22_050, gain: 1, error: -25 }
  ])('gives the chirp in $name, whatever the file is called', async ({ name, sampleRate, gain, error }) => {
    const clip = await decodeAudio(read(name), 'lying.txt')
    expect(clip.sampleRate).toBe(sampleRate)
    const chirp = makeChirp(sampleRate)
    expect(clip.samples.length).toBeGreaterThanOrEqual(chirp.length)
    expect(clip.samples.length).toBeLessThan(chirp.length + 0.02 * sampleRate)
    const found = compare(clip.samples, chirp)
    expect(found.gain).toBeCloseTo(gain, 2)
    expect(found.error).toBeLessThan(error)
  })

  it('reads WAV', async () => {
    const samples = makeChirp(11_025)
    const clip = await decodeAudio(encodeWav({ samples, sampleRate: 11_025 }, 'float32'))
    expect(clip).toEqual({ samples, sampleRate: 11_025 })
  })

  it('skips ID3 tags before MP3', async () => {
    const tag = Uint8Array.from([0x49, 0x44, 0x33, 4, 0, 0, 0, 0, 1, 0, ...new Uint8Array(128).fill(255)])
    const file = read('mono.mp3')
    const tagged = new Uint8Array(tag.length + file.length)
    tagged.set(tag)
    tagged.set(file, tag.length)
    expect((await decodeAudio(tagged)).samples).toEqual((await decodeAudio(file)).samples)
  })

  it('decodes many files at once as it decodes each alone', async () => {
    const names = ['mono.mp3', 'mono.ogg', 'mono.opus', 'opus.webm', 'mono16.flac']
    const alone = []
    for (const name of names) alone.push((await decodeAudio(read(name))).samples)
    const together = await Promise.all([...names, ...names].map((name) => decodeAudio(read(name))))
    expect(together.map((clip) => clip.samples)).toEqual([...alone, ...alone])
  })

  it.each(['aac.m4a', 'aac.adts'])('leaves %s to the window', async (name) => {
    expect((await refusal(read(name))).code).toBe('needs-window')
  })

  it.each([
    ['nothing', '', 'empty', /0 bytes/],
    ['text', 'Dear Sir or Madam, this is no sound.', 'unknown', /text/],
    ['a picture', '\x89PNG\r\n\x1a\n', 'unknown', /PNG/],
    ['zeros', '\0'.repeat(5000), 'unknown', /zeros/],
    ['another RIFF', 'RIFF\x04\0\0\0AVI LIST', 'unknown', /not WAV/]
  ])('refuses %s and says what it is', async (...[, content, code, message]) => {
    const error = await refusal(
      Uint8Array.from(content, (letter) => letter.charCodeAt(0)),
      'take.wav'
    )
    expect(error.code).toBe(code)
    expect(error.message).toMatch(message)
    expect(error.message).toMatch(/^take\.wav: /)
  })

  it.each(['mono16.flac', 'stereo24.flac', 'mono.mp3', 'mono.ogg', 'mono.opus', 'opus.webm', 'vorbis.webm'])(
    'refuses %s when it is cut, at once and in words',
    async (name) => {
      const file = read(name)
      for (const share of [0.01, 0.1, 0.5, 0.9, 0.999]) {
        const error = await refusal(file.slice(0, Math.floor(share * file.length)))
        expect(['truncated', 'corrupt', 'unknown', 'empty']).toContain(error.code)
        if (share > 0.4) expect(error.code).toBe('truncated')
      }
    }
  )

  it('notices that whole frames are missing at the end of an MP3 file, which its first frame counts', async () => {
    const file = read('mono.mp3')
    const frameBytes = (72 * 64_000) / 16_000
    const error = await refusal(file.slice(0, file.length - 2 * frameBytes))
    expect(error.message).toMatch(/frames announced/)
  })

  it.each(['mono16.flac', 'mono.ogg', 'mono.opus'])(
    'notices one wrong byte in the middle of %s by its checksum',
    async (name) => {
      const file = read(name)
      file[Math.floor(0.6 * file.length)]! ^= 0x10
      expect((await refusal(file)).code).toBe('corrupt')
    }
  )

  it('never fails in another way, and never gives a sample that is no number, whatever bytes are damaged', async () => {
    let state = 1
    const draw = (below: number) => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0
      return Math.floor((state / 2 ** 32) * below)
    }
    for (const name of ['mono16.flac', 'mono.mp3', 'mono.ogg', 'mono.opus', 'opus.webm', 'vorbis.webm'])
      for (let round = 0; round < 25; round++) {
        const file = read(name)
        for (let i = 0; i <= round; i++) file[draw(round % 2 ? file.length : 200)] = draw(256)
        try {
          const { samples } = await decodeAudio(file)
          expect(samples.every(Number.isFinite)).toBe(true)
        } catch (error) {
          expect(error).toBeInstanceOf(AudioFormatError)
        }
      }
  })
})
