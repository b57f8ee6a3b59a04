import { describe, expect, it } from 'vitest'
import { Segmenter, type SegmentOptions, type Utterance } from '../../../src-main/labs/speech/segmenter'
import { addAt, makeNoise, makeVowel } from '../../audio/voice'
import { hush, joined, makePinkNoise, RATE } from './sounds'

function cut(
  samples: Float32Array,
  { piece = 1_600, ...options }: Partial<SegmentOptions> & { piece?: number } = {}
) {
  const segmenter = new Segmenter({ longest: 15, ...options })
  const found: Utterance[] = []
  for (let at = 0; at < samples.length; at += piece)
    found.push(...segmenter.push(samples.slice(at, at + piece)))
  return [...found, ...segmenter.finish()]
}

const endOf = ({ start, samples }: Utterance) => start + samples.length / RATE
const word = makeVowel({ seconds: 0.4, level: 0.1 })
const isSame = (a: Float32Array, b: Float32Array) =>
  a.length === b.length && a.every((value, i) => value === b[i])
const silence = (seconds: number) => new Float32Array(seconds * RATE)

/** So many syllables of 0.2 s, 60 ms apart: nobody takes a breath. */
const babble = (count: number) =>
  joined(...Array.from({ length: count }, () => joined(makeVowel({ seconds: 0.2, level: 0.1 }), hush(0.06))))

describe('what is no speech', () => {
  it.each([
    ['silence', silence(60)],
    ['faint pink noise', makePinkNoise({ seconds: 60, level: 0.003 })],
    ['loud pink noise', makePinkNoise({ seconds: 60, level: 0.1 })],
    ['white noise', makeNoise({ seconds: 60, level: 0.05 })],
    [
      'noise that begins at once after digital silence',
      joined(silence(5), makePinkNoise({ seconds: 30, level: 0.003 }))
    ]
  ])('is found in 60 s of %s', (...[, samples]) => {
    expect(cut(samples)).toEqual([])
  })

  it('is found in a click', () => {
    const click = Float32Array.from({ length: 200 }, (_, n) => (n % 2 ? 0.8 : -0.8) * (1 - n / 200))
    expect(cut(addAt(hush(5), click, 2))).toEqual([])
  })

  it('is heard where the noise grows, but for a moment, until it is known to be noise', () => {
    const grown = cut(
      joined(makePinkNoise({ seconds: 10, level: 0.003 }), makePinkNoise({ seconds: 60, level: 0.05 }))
    )
    const heard = grown.reduce((sum, { samples }) => sum + samples.length / RATE, 0)
    expect(heard).toBeLessThan(10)
  })
})

describe('an utterance', () => {
  it.each([
    ['a quiet room', hush(8)],
    ['digital silence', silence(8)],
    ['noise 10 dB below it', makePinkNoise({ seconds: 8, level: 0.012 })]
  ])('holds two words of one phrase in %s, with at least 0.25 s on either side', (...[, room]) => {
    const found = cut(addAt(addAt(room, word, 4), word, 4.6))
    expect(found.length).toBe(1)
    expect(4 - found[0]!.start).toBeGreaterThanOrEqual(0.25)
    expect(endOf(found[0]!) - 5).toBeGreaterThanOrEqual(0.25)
    expect(found[0]!.samples.length).toBeLessThan(2.2 * RATE)
  })

  it('ends at a pause, and the next begins before its first word', () => {
    const found = cut(addAt(addAt(hush(6), word, 1), word, 3.5))
    expect(found.length).toBe(2)
    expect(endOf(found[0]!)).toBeGreaterThan(1.4 + 0.25)
    expect(found[1]!.start).toBeLessThan(3.5 - 0.25)
    expect(found.map(({ cutBefore, cutAfter }) => [cutBefore, cutAfter])).toEqual([
      [null, null],
      [null, null]
    ])
  })

  it('is found where the sound begins and ends in the middle of a word', () => {
    const [whole] = cut(makeVowel({ seconds: 0.7, level: 0.1 }).subarray(0.2 * RATE, 0.5 * RATE))
    expect(whole!.start).toBe(0)
    expect(whole!.samples.length).toBe(0.3 * RATE)
  })

  it('holds the very samples that were pushed', () => {
    const samples = addAt(addAt(hush(60), word, 20.123), word, 50)
    const found = cut(samples)
    expect(found.length).toBe(2)
    for (const { start, samples: own } of found) {
      const from = Math.round(start * RATE)
      expect(isSame(own, samples.subarray(from, from + own.length))).toBe(true)
    }
  })

  it.each([100, 777, 16_000, 1e6])('is the same in pieces of %i samples', (piece) => {
    const samples = joined(hush(2), babble(80), hush(2), word, hush(1))
    const [pieces, whole] = [cut(samples, { piece }), cut(samples)]
    expect(pieces.map(({ samples: _, ...rest }) => rest)).toEqual(
      whole.map(({ samples: _, ...rest }) => rest)
    )
    pieces.forEach((one, i) => expect(isSame(one.samples, whole[i]!.samples)).toBe(true))
  })
})

describe('speech without a pause', () => {
  const samples = joined(hush(1), babble(160), hush(1))
  const found = cut(samples, { longest: 10 })

  it('is cut before it is longer than asked for, between two syllables', () => {
    expect(found.length).toBeGreaterThan(4)
    for (const utterance of found) expect(utterance.samples.length).toBeLessThanOrEqual(10 * RATE)
    for (const { cutAfter } of found.slice(0, -1)) {
      const phase = (cutAfter! - 1) % 0.26 // syllables of 0.2 s begin each 0.26 s
      expect(phase).toBeGreaterThan(0.17)
    }
  })

  it('lies around each cut in both utterances', () => {
    for (const [i, utterance] of found.slice(0, -1).entries()) {
      const next = found[i + 1]!
      expect(next.cutBefore).toBe(utterance.cutAfter)
      expect(endOf(utterance) - utterance.cutAfter!).toBeCloseTo(0.5, 1)
      expect(next.cutBefore! - next.start).toBeCloseTo(0.5, 1)
    }
    expect(found.at(-1)!.cutAfter).toBeNull()
    expect(endOf(found.at(-1)!)).toBeGreaterThan(samples.length / RATE - 1)
  })
})

it('tells what is being said', () => {
  const segmenter = new Segmenter({ longest: 15 })
  segmenter.push(hush(2))
  expect(segmenter.current()).toBeNull()
  segmenter.push(babble(4))
  const current = segmenter.current()!
  expect(current.start).toBeLessThan(2)
  expect(endOf(current)).toBeCloseTo(2 + 4 * 0.26, 6)
  segmenter.push(hush(3))
  expect(segmenter.current()).toBeNull()
})
