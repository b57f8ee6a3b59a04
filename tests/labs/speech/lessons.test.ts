import { describe, expect, test } from 'vitest'
import { createRandom } from '../../../src-main/contract/random'
import type { ClipSource } from '../../../src-main/labs/lab'
import { layBatch, planEpoch } from '../../../src-main/labs/speech/batches'
import { encodeTranscript } from '../../../src-main/labs/speech/data'
import { readLessons, type Lesson, type Lessons } from '../../../src-main/labs/speech/lessons'
import { findSeams, recombine } from '../../../src-main/labs/speech/recombine'
import { stepsOf } from '../../../src-main/labs/speech/model'
import { hearPlainly, hearVaried, joinLessons } from '../../../src-main/labs/speech/variations'

const RATE = 16_000
const random = createRandom(2)

function lesson(seconds: number, more: Partial<Lesson> = {}): Lesson {
  const text = more.text ?? 'GO'
  const samples = Int16Array.from({ length: seconds * RATE }, () => 3_000 * random.normal())
  return {
    name: `clip of ${seconds} s`,
    speaker: 'ann',
    labels: encodeTranscript(text),
    samples,
    seams: [],
    ...more,
    text
  }
}

function source(speaker: string, transcript: string, more: Partial<ClipSource> = {}): ClipSource {
  const clip = { samples: new Float32Array(8_000).fill(0.25), sampleRate: 8_000 }
  return {
    name: `${speaker} ${transcript}`,
    duration: 1,
    transcript,
    speaker,
    load: async () => clip,
    ...more
  }
}

async function read(spoken: ClipSource[], hold = 0.25) {
  const reading = readLessons({ name: '', hash: '', groups: { spoken } }, { hold, seed: 5 })
  for (;;) {
    const next = await reading.next()
    if (next.done) return next.value
  }
}

describe('lessons', () => {
  test('are held out speaker by speaker where there are four', async () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']
    const { taught, held } = await read(
      names.flatMap((name) => ['GO', 'STOP'].map((text) => source(name, text)))
    )
    expect([taught.length, held.length]).toEqual([12, 4])
    const speakers = new Set(held.map(({ speaker }) => speaker))
    expect(speakers.size).toBe(2)
    expect(taught.some(({ speaker }) => speakers.has(speaker))).toBe(false)
  })

  test('are held out clip by clip where there are fewer', async () => {
    const { taught, held } = await read(['A', 'B', 'C', 'D'].map((text) => source('one', text)))
    expect([taught.length, held.length]).toEqual([3, 1])
  })

  test('come at 16 kHz with their labels', async () => {
    const { taught } = await read([source('one', 'it’s 2'), source('one', 'no')], 0)
    expect(taught.map(({ text }) => text)).toEqual(["IT'S TWO", 'NO'])
    expect(taught[0]!.samples.length).toBe(RATE)
    expect(taught[0]!.samples[RATE / 2]).toBeCloseTo(8_192, -2)
  })

  test('without a transcript, and too long ones, are left out and named', async () => {
    const { taught, skipped } = await read(
      [source('one', 'A'), source('one', 'B'), source('one', '!'), source('one', 'C', { duration: 21 })],
      0
    )
    expect(taught.length).toBe(2)
    expect(skipped).toEqual(['one !: it has no transcript', 'one C: 21 s, at most 20 s can be learnt from'])
  })

  test('are refused where none can be learnt from', async () => {
    await expect(read([source('one', '')])).rejects.toThrow('at least 2 clips with transcripts, not 0')
  })
})

describe('a pass over the data', () => {
  const noise = [lesson(6, { labels: [], text: '', speaker: '' })]
  const all: Lessons = {
    taught: Array.from({ length: 60 }, (_, i) => lesson(1.6 + (i % 13) / 2)),
    held: [],
    noise
  }

  test('has each long clip once, and silence', () => {
    const batches = planEpoch(all, createRandom(3), false)
    const names = batches.flat().map(({ samples }) => samples)
    for (const { samples } of all.taught) expect(names.filter((each) => each === samples).length).toBe(1)
    expect(batches.flat().filter(({ text }) => text === '').length).toBe(4)
  })

  test('fills batches up to 40 seconds of the longest', () => {
    for (const batch of planEpoch(all, createRandom(3), false)) {
      const longest = Math.max(...batch.map(({ samples }) => samples.length)) / RATE
      expect(batch.length * longest).toBeLessThanOrEqual(40)
      expect(batch.length).toBeLessThanOrEqual(20)
    }
  })

  test('begins with the shortest the first time', () => {
    const lengths = planEpoch(all, createRandom(3), true)
      .flat()
      .map(({ samples }) => samples.length)
    expect(lengths).toEqual([...lengths].sort((a, b) => a - b))
  })

  test('is the same for the same seed only', () => {
    const order = (seed: number) =>
      planEpoch(all, createRandom(seed), false)
        .flat()
        .map(({ samples }) => samples.length)
    expect(order(3)).toEqual(order(3))
    expect(order(3)).not.toEqual(order(4))
  })
})

describe('halves of lessons', () => {
  const [width, hop] = [29, 480]

  /** What CTC would say of a text of which each symbol is certain at its own step. */
  function certain(labels: readonly number[], stepsOfLabels: readonly number[], steps: number) {
    const data = new Float32Array(steps * width).fill(Math.log(1e-6))
    for (let t = 0; t < steps; t++) data[t * width + (labels[stepsOfLabels.indexOf(t)] ?? 0)] = 0
    return { data, steps, vocab: width }
  }

  test('part where it is quietest between the letters of two words', () => {
    const said = lesson(1, { text: 'A B' })
    const quiet = 20 * hop + 160
    said.samples.fill(0, quiet - 320, quiet + 320)
    const seams = findSeams(said, certain(said.labels, [10, 16, 28], 33))
    expect(seams.length).toBe(1)
    expect(Math.abs(seams[0]! - quiet)).toBeLessThanOrEqual(320)
  })

  test('have no seam where the text cannot be aligned', () => {
    expect(findSeams(lesson(1, { text: 'A B' }), certain([], [], 2))).toEqual([])
  })

  test('change places between lessons of one speaker, sound and text alike', () => {
    const said = ['A', 'B'].flatMap((speaker, s) =>
      Array.from({ length: 12 }, (_, i) => {
        const marks = [1_000 * s + 2 * i + 1, 1_000 * s + 2 * i + 2] // of the first and of the second word
        const samples = Int16Array.from({ length: 200 + i }, (_, n) => marks[n < 100 ? 0 : 1]!)
        const letters = [2 * i, 2 * i + 1].map((k) => String.fromCharCode(65 + k))
        return { ...lesson(0, { text: letters.join(' '), speaker }), samples, seams: [100] }
      })
    )
    const mixed = recombine(said, createRandom(4))
    const marksOf = (lessons: readonly Lesson[]) =>
      lessons.flatMap(({ samples }) => [...samples]).sort((a, b) => a - b)
    const heard = new Set(marksOf(mixed))
    expect(marksOf(mixed)).toEqual(marksOf(said).filter((mark) => heard.has(mark)))
    const whole = mixed.filter(({ text }) => text.includes(' '))
    for (const { speaker, text, labels, samples } of mixed) {
      const marks = [...text.replace(' ', '')].map(
        (letter) => letter.charCodeAt(0) - 64 + (speaker === 'A' ? 0 : 1_000)
      )
      expect([...new Set(samples)]).toEqual(marks)
      expect(labels).toEqual(encodeTranscript(text))
    }
    const texts = new Set(said.map(({ text }) => text))
    expect(whole.filter(({ text }) => !texts.has(text)).length).toBeGreaterThan(4)
    const halves = whole.flatMap(({ text, speaker }) => text.split(' ').map((word) => speaker + word))
    const alone = mixed.filter(({ text }) => !text.includes(' ')).map(({ text, speaker }) => speaker + text)
    expect(new Set([...halves, ...alone]).size).toBe(halves.length + alone.length) // nothing is heard twice
    expect(halves.length + alone.length).toBe(48 - alone.length) // of each excerpt the other word is left out
  })

  test('are left out where only some words in a row are heard', () => {
    const said = Array.from({ length: 40 }, (_, i) => {
      const samples = Int16Array.from({ length: 500 }, (_, n) => Math.floor(n / 100) + 1) // the place of the word
      return { ...lesson(0, { text: 'A B C D E', speaker: `${i}` }), samples, seams: [100, 200, 300, 400] }
    })
    const excerpts = recombine(said, createRandom(4)).filter(({ samples }) => samples.length < 500)
    expect(excerpts.length).toBeGreaterThan(2)
    for (const { text, samples } of excerpts) {
      const places = [...new Set(samples)]
      expect(text).toBe(places.map((place) => 'ABCDE'[place - 1]).join(' '))
      expect(samples.length).toBe(100 * places.length)
    }
    expect(new Set(excerpts.map(({ text }) => text.length)).size).toBeGreaterThan(1)
  })
})

describe('what is heard', () => {
  const surroundings = { noise: [], rooms: [], profile: undefined }

  test('joins clips with the space between their words', () => {
    const joined = joinLessons([lesson(0.4, { text: 'ONE' }), lesson(0.5, { text: 'TWO' })], createRandom(1))
    expect(joined.labels).toEqual(encodeTranscript('ONE TWO'))
    expect(joined.samples.length).toBeGreaterThan(0.9 * RATE)
  })

  test('varies with the seed, and always leaves room for the letters', () => {
    const tight = lesson(1, { text: 'ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEF' }) // 32 letters in 33 steps
    for (let seed = 0; seed < 20; seed++) {
      const { frames, labels } = hearVaried(tight, createRandom(seed), surroundings)
      expect(stepsOf(frames)).toBeGreaterThan(labels.length)
    }
    const first = hearVaried(lesson(2), createRandom(1), surroundings)
    expect(first.data).not.toEqual(hearVaried(lesson(2), createRandom(2), surroundings).data)
  })

  test('lies side by side, with zeros behind what is shorter', () => {
    const heard = [lesson(1), lesson(0.5, { text: 'YES' })].map((each) => hearPlainly(each, undefined))
    const { batch, steps, lengths, mask, labels, labelLengths, x } = layBatch(heard)
    expect([batch, steps, ...lengths, ...labelLengths]).toEqual([2, 33, 33, 16, 2, 3])
    expect(mask.reduce((sum, value) => sum + value)).toBe(49)
    expect([...labels]).toEqual([...encodeTranscript('GO'), 0, ...encodeTranscript('YES')])
    const width = steps * 3 * 64
    expect(x.subarray(width, width + 48 * 64)).toEqual(heard[1]!.data)
    expect(x.subarray(width + 48 * 64).every((value) => value === 0)).toBe(true)
  })
})
