import type { Clip } from '../../contract/clip'
import { createRandom, type Random } from '../../contract/random'
import type { ClipSource, Lab } from '../lab'
import { SAMPLE_RATE } from './data'

/** A language that can be learnt in seconds: each letter is a tone of its own pitch. */
export const PITCHES: Readonly<Record<string, number>> = { A: 400, B: 1_000, C: 2_500 }
const LETTER = 0.16 * SAMPLE_RATE
const GAP = 0.05 * SAMPLE_RATE
const WORD_GAP = 0.16 * SAMPLE_RATE
const EDGE = 0.3 * SAMPLE_RATE

/** `AB BA` spoken in tones over faint hiss, 0.3 s of it at either end. */
export function speakInTones(text: string, random: Random): Clip {
  const letters = Array.from(text, (letter) => ({ letter, length: letter === ' ' ? WORD_GAP : LETTER + GAP }))
  const total = letters.reduce((sum, { length }) => sum + length, 2 * EDGE)
  const samples = Float32Array.from({ length: total }, () => 0.002 * random.normal())
  let place = EDGE
  for (const { letter, length } of letters) {
    const pitch = PITCHES[letter]
    for (let n = 0; pitch && n < LETTER; n++)
      samples[place + n]! +=
        0.3 * Math.sin((Math.PI * n) / LETTER) ** 0.5 * Math.sin((2 * Math.PI * pitch * n) / SAMPLE_RATE)
    place += length
  }
  return { samples, sampleRate: SAMPLE_RATE }
}

const LONGEST_WORD = 3

/** A data set of words in tones, and params with which a recogniser begins to learn it in seconds. */
export function sample(): ReturnType<Lab['sample']> {
  const random = createRandom(11)
  const say = () =>
    Array.from({ length: 1 + random.below(3) }, () =>
      Array.from({ length: 1 + random.below(LONGEST_WORD) }, () => random.pick(Object.keys(PITCHES))).join('')
    ).join(' ')
  const spoken = Array.from({ length: 8 }, (_, i): ClipSource => {
    const transcript = say()
    const clip = speakInTones(transcript, random.fork(`clip ${i}`))
    return {
      name: `clip ${i}`,
      duration: clip.samples.length / SAMPLE_RATE,
      transcript,
      speaker: `tones ${i % 2}`,
      load: () => Promise.resolve(clip)
    }
  })
  return {
    dataset: { name: 'sample', hash: 'sample', groups: { spoken } },
    train: {
      name: 'tones',
      from: 'nothing',
      seed: 3,
      epochs: 6,
      learningRate: 0.02,
      dropout: 0,
      units: 8,
      layers: 1
    },
    run: {},
    clip: speakInTones('AB CAB', random)
  }
}
