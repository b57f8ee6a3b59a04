import { describe, expect, it } from 'vitest'
import { judgeTake } from '../../src-main/audio/quality'
import { addAt, makeNoise, makeVowel, RATE } from './voice'

const judge = (samples: Float32Array) => judgeTake({ samples, sampleRate: RATE })
const room = makeNoise({ seconds: 2, level: 0.001 })
const codes = (samples: Float32Array) => judge(samples).problems.map(({ code }) => code)

describe('judgeTake', () => {
  it('accepts a clear word and says where it is and how loud', () => {
    const { verdict, problems, peak, snr, speech } = judge(
      addAt(room, makeVowel({ seconds: 0.6, level: 0.5 }), 0.7)
    )
    expect(problems).toEqual([])
    expect(verdict).toBe('good')
    expect(peak).toBeCloseTo(-6, 0)
    expect(snr).toBeGreaterThan(35)
    expect(speech.start).toBeCloseTo(0.7, 1)
    expect(speech.end).toBeCloseTo(1.3, 1)
  })

  it('measures the noise: a word in noise of known power', () => {
    const word = makeVowel({ seconds: 0.6, level: 0.5 })
    const power = word.reduce((sum, sample) => sum + sample * sample, 0) / word.length
    const level = Math.sqrt(3 * power) * 10 ** (-15 / 20) // uniform noise has a third of its amplitude's square
    const { snr } = judge(addAt(makeNoise({ seconds: 3, level }), word, 1))
    expect(Math.abs(snr - 15)).toBeLessThan(1.5)
  })

  it.each([
    [
      'clipping',
      'bad',
      addAt(room, makeVowel({ seconds: 0.6, level: 3 }), 0.7).map((sample) =>
        Math.max(-1, Math.min(1, sample))
      )
    ],
    ['too-quiet', 'poor', addAt(new Float32Array(2 * RATE), makeVowel({ seconds: 0.6, level: 0.01 }), 0.7)],
    [
      'too-noisy',
      'poor',
      addAt(makeNoise({ seconds: 2, level: 0.08 }), makeVowel({ seconds: 0.6, level: 0.5 }), 0.7)
    ],
    ['cut-off', 'bad', addAt(room, makeVowel({ seconds: 0.8, level: 0.5 }).slice(0.4 * RATE), 0)],
    ['cut-off', 'bad', addAt(room, makeVowel({ seconds: 0.8, level: 0.5 }), 1.6)],
    ['too-short', 'poor', addAt(room, makeVowel({ seconds: 0.15, level: 0.5 }), 0.7)],
    [
      'too-long',
      'poor',
      addAt(makeNoise({ seconds: 6, level: 0.001 }), makeVowel({ seconds: 3, level: 0.5 }), 1)
    ],
    ['no-speech', 'bad', room],
    ['no-speech', 'bad', new Float32Array(RATE)],
    ['no-speech', 'bad', new Float32Array(0)]
  ] as const)('finds %s and calls it %s', (code, verdict, samples) => {
    const judgement = judge(samples)
    expect(judgement.problems.map((problem) => problem.code)).toEqual([code])
    expect(judgement.verdict).toBe(verdict)
    expect(judgement.problems[0]!.message).toMatch(/[.]$/)
  })

  it('does not call a word cut off that merely begins early', () => {
    expect(codes(addAt(room, makeVowel({ seconds: 0.6, level: 0.5 }), 0.12))).toEqual([])
  })

  it('names what it measured and the bound', () => {
    const [problem] = judge(
      addAt(makeNoise({ seconds: 2, level: 0.08 }), makeVowel({ seconds: 0.6, level: 0.5 }), 0.7)
    ).problems
    expect(problem!.value).toBeLessThan(problem!.bound)
    expect(problem!.bound).toBe(12)
  })
})
