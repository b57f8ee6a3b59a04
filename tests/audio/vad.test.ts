import { describe, expect, it } from 'vitest'
import { findSpeech, trimToSpeech } from '../../src-main/audio/vad'
import { createRandom } from '../../src-main/contract/random'
import { addAt, makeNoise, makeVowel, RATE } from './voice'

const clipOf = (samples: Float32Array) => ({ samples, sampleRate: RATE })
const word = makeVowel({ seconds: 0.6 })
const quietRoom = makeNoise({ seconds: 3, level: 0.002 })

/** The one span, which must begin and end within `tolerance` of the given times. */
function expectSpan(
  samples: Float32Array,
  { start, end, tolerance = 0.06 }: { start: number; end: number; tolerance?: number }
): void {
  const trimmed = trimToSpeech(clipOf(samples), { margin: 0 })
  expect(trimmed).toBeDefined()
  expect(Math.abs(trimmed!.start - start)).toBeLessThan(tolerance)
  expect(Math.abs(trimmed!.end - end)).toBeLessThan(tolerance)
}

describe('trimToSpeech', () => {
  it.each([0, 0.5, 1.7, 2.4])('finds a word that begins at %f s', (start) => {
    expectSpan(addAt(quietRoom, word, start), { start, end: start + 0.6 })
  })

  it.each([
    ['quiet, digital silence around it', new Float32Array(3 * RATE), 0.01],
    ['loud noise', makeNoise({ seconds: 3, level: 0.05 }), 0.3],
    ['almost no noise', makeNoise({ seconds: 3, level: 1e-5 }), 0.3]
  ])('finds it in %s', (...[, room, level]) => {
    expectSpan(addAt(room, makeVowel({ seconds: 0.6, level }), 1), { start: 1, end: 1.6, tolerance: 0.08 })
  })

  it('is not drawn away by a click that is ten times louder, nor by a breath', () => {
    const click = Float32Array.from({ length: 160 }, (_, n) => (n % 2 ? 1 : -1) * (1 - n / 160))
    const breath = makeNoise({ seconds: 0.5, level: 0.04, seed: 3 }).map(
      (sample, n, all) => sample - (all[n - 1] ?? 0)
    )
    const samples = addAt(
      addAt(addAt(quietRoom, makeVowel({ seconds: 0.6, level: 0.1 }), 1.2), click, 0.3),
      breath,
      2.4
    )
    expectSpan(samples, { start: 1.2, end: 1.8 })
  })

  it('keeps two words of a phrase together, and drops what is said much later', () => {
    const phrase = addAt(
      addAt(quietRoom, makeVowel({ seconds: 0.4 }), 0.4),
      makeVowel({ seconds: 0.4 }),
      1.05
    )
    expectSpan(phrase, { start: 0.4, end: 1.45 })
    expectSpan(addAt(phrase, makeVowel({ seconds: 0.3 }), 2.5), { start: 0.4, end: 1.45 })
  })

  it('leaves out a click just before the word', () => {
    const click = Float32Array.from({ length: 64 }, (_, n) => 0.9 * Math.sin(n) * (1 - n / 64))
    expectSpan(addAt(addAt(quietRoom, makeVowel({ seconds: 0.6, level: 0.2 }), 1.2), click, 1.07), {
      start: 1.2,
      end: 1.8
    })
  })

  it('keeps a hissing consonant at the end, which has nothing below 4 kHz', () => {
    const random = createRandom(4)
    const hiss = new Float32Array(0.2 * RATE)
    for (let frequency = 5000; frequency < 7500; frequency += 37) {
      const phase = random.between(0, 6)
      for (let n = 0; n < hiss.length; n++)
        hiss[n]! += 0.003 * Math.sin((2 * Math.PI * frequency * n) / RATE + phase)
    }
    expectSpan(addAt(addAt(quietRoom, makeVowel({ seconds: 0.4 }), 1), hiss, 1.4), { start: 1, end: 1.6 })
  })

  it('does not take the noise for speech because the recording was filled up with digital silence', () => {
    const noise = addAt(makeNoise({ seconds: 1.9, level: 0.06 }), word, 0.6)
    expectSpan(addAt(new Float32Array(3 * RATE), noise, 0), { start: 0.6, end: 1.2, tolerance: 0.1 })
  })

  it('keeps the margin only as far as the clip reaches, and gives the very samples', () => {
    const samples = addAt(quietRoom, word, 0)
    const { clip, start, end } = trimToSpeech(clipOf(samples), { margin: 0.5 })!
    expect(start).toBe(0)
    expect(end).toBeGreaterThan(1)
    expect(clip.samples).toEqual(samples.slice(0, Math.round(end * RATE)))
  })
})

describe('findSpeech', () => {
  it('gives spans in order, without overlap', () => {
    const samples = [0.2, 1.1, 2.2].reduce(
      (sum, at) => addAt(sum, makeVowel({ seconds: 0.5 }), at),
      quietRoom
    )
    const spans = findSpeech(clipOf(samples))
    expect(spans.map(({ start }) => Math.round(10 * start) / 10)).toEqual([0.2, 1.1, 2.2])
    spans.slice(1).forEach((span, i) => expect(span.start).toBeGreaterThan(spans[i]!.end))
  })

  it.each([
    ['nothing', new Float32Array(0)],
    ['one sample', Float32Array.of(0.5)],
    ['silence', new Float32Array(RATE)],
    ['a constant', new Float32Array(RATE).fill(0.5)],
    ['steady noise', makeNoise({ seconds: 2, level: 0.1 })],
    ['noise far below hearing', makeNoise({ seconds: 2, level: 1e-5 })]
  ])('finds no speech in %s', (_name, samples) => {
    expect(findSpeech(clipOf(samples))).toEqual([])
    expect(trimToSpeech(clipOf(samples))).toBeUndefined()
  })
})
