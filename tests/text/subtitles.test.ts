import { describe, expect, test } from 'vitest'
import { createRandom } from '../../src-main/contract/random'
import { transcript as schema, type Transcript, type Word } from '../../src-main/contract/transcript'
import { writeTranscript } from '../../src-main/text/subtitles'
import { readSrt, readVtt, type ReadCue } from './read-subtitles'

const of = (words: Word[]): Transcript => ({
  format: 'cadenza-transcript',
  version: 1,
  recogniser: 'cadenza-ctc',
  createdAt: '2026-01-02T03:04:05.000Z',
  isChecked: false,
  words
})

/** Words of 0.3 s, one each 0.4 s from `start`; `|` is half a second of silence. */
function say(text: string, start = 0): Word[] {
  let time = start
  const words: Word[] = []
  for (const part of text.split(' ')) {
    if (part === '|') time += 0.5
    else words.push({ text: part, start: time, end: time + 0.3, confidence: 0.5 })
    if (part !== '|') time += 0.4
  }
  return words
}

/** The rules of every cue. */
function check(cues: readonly ReadCue[]): void {
  cues.forEach(({ start, end, lines }, i) => {
    expect(end).toBeGreaterThan(start)
    expect(end - start).toBeLessThanOrEqual(7000)
    expect(lines.length).toBeLessThanOrEqual(2)
    for (const line of lines) expect([...line].length).toBeLessThanOrEqual(42)
    if (i > 0) expect(start).toBeGreaterThanOrEqual(cues[i - 1]!.end)
  })
}

const srt = (words: Word[]) => readSrt(writeTranscript(of(words), 'srt'))
const vtt = (words: Word[]) => readVtt(writeTranscript(of(words), 'vtt'))
const spoken = (cues: readonly ReadCue[]) => cues.flatMap(({ lines }) => lines).join(' ')

describe('subtitles', () => {
  test('are written to the letter', () => {
    const words = [
      { text: 'Hello,', start: 3723.0044, end: 3723.5, confidence: 0.9, speaker: 'Ann' },
      { text: '<you>', start: 3723.6, end: 3724.2346, confidence: null },
      { text: 'R&D?', start: 3724.3, end: 3725.9, confidence: 0.3, speaker: 'Bob & Co' }
    ]
    expect(writeTranscript(of(words), 'srt')).toBe(
      '1\n01:02:03,004 --> 01:02:04,235\nAnn: Hello, <you>\n\n2\n01:02:04,300 --> 01:02:05,900\nBob & Co: R&D?\n'
    )
    expect(writeTranscript(of(words), 'vtt')).toBe(
      'WEBVTT\n\n01:02:03.004 --> 01:02:04.235\n<v Ann>Hello, &lt;you&gt;\n\n' +
        '01:02:04.300 --> 01:02:05.900\n<v Bob &amp; Co>R&amp;D?\n'
    )
    expect(writeTranscript(of(words), 'txt')).toBe('Ann: Hello, <you>\n\nBob & Co: R&D?\n')
  })

  test('of nothing hold nothing', () => {
    expect(writeTranscript(of([]), 'srt')).toBe('')
    expect(readVtt(writeTranscript(of([]), 'vtt'))).toEqual([])
    expect(writeTranscript(of([]), 'txt')).toBe('')
  })

  test.each([
    [
      'the end of a sentence',
      'This one ends here, a bit early for that. And this one goes on much longer than it should',
      'This one ends here, a bit early for that.'
    ],
    [
      'a comma',
      'the first part of it stands here on its own, then comes another part of it that is longer',
      'the first part of it stands here on its own,'
    ],
    [
      'a breath',
      'the first part of it stands here on its own | then comes another part of it that is longer',
      'the first part of it stands here on its own'
    ]
  ])('that are full break at %s', (_, text, first) => {
    const cues = srt(say(text))
    check(cues)
    expect(cues[0]!.lines.join(' ')).toBe(first)
    expect(spoken(cues)).toBe(text.replace(' | ', ' '))
  })

  test('break before a long pause, stay up for a second, and share lines evenly', () => {
    const [first, second] = srt([...say('yes'), ...say('no', 5), ...say('then', 5.5)])
    expect(first).toEqual({ start: 0, end: 1000, lines: ['yes'] })
    expect(second).toEqual({ start: 5000, end: 6000, lines: ['no then'] })
    const [cue] = srt(say('one two three four five six seven eight nine ten'))
    expect(cue!.lines).toEqual(['one two three four five', 'six seven eight nine ten'])
  })

  test('end where the next one starts, which is never late', () => {
    const [yes, no] = [say('yes')[0]!, say('no', 0.25)[0]!]
    const cues = srt([
      { ...yes, speaker: 'A' },
      { ...no, speaker: 'B' }
    ])
    expect(cues.map(({ start, end }) => [start, end])).toEqual([[0, 250], [250, 1250]]) // prettier-ignore
  })

  test('never last too long, even of slow words', () => {
    const slow = say('one two three four').map((word, i) => ({ ...word, start: 4 * i, end: 4 * i + 3 }))
    const cues = srt(slow)
    check(cues)
    expect(cues.map(({ lines }) => lines[0])).toEqual(['one two', 'three four'])
    expect(srt([{ text: 'om', start: 1, end: 30, confidence: null }])[0]).toMatchObject({
      start: 1000,
      end: 8000
    })
  })

  test('keep to the rules whatever the words are', () => {
    const random = createRandom(3)
    for (let round = 0; round < 40; round++) {
      let time = 0
      const words = Array.from({ length: 300 }, (): Word => {
        const start = time
        time += random.next() < 0.1 ? random.between(0, 5) : random.between(0, 0.5)
        const length = random.next() < 0.02 ? 120 : 1 + random.below(12)
        const letter = random.pick(['a', '<', '&', '😀', '>', '-'])
        const end = random.pick(['', '', '', '.', ','])
        return {
          text: letter.repeat(length / (letter === '😀' ? 2 : 1) + 1) + end,
          start,
          end: start + random.between(0, 0.6),
          confidence: null,
          ...(random.next() < 0.05 && { speaker: random.pick(['Ann', 'Bob <b>', 'N'.repeat(80)]) })
        }
      })
      check(srt(words))
      const cues = vtt(words)
      check(cues)
      expect(spoken(cues).replaceAll(' ', '')).toBe(words.map(({ text }) => text).join(''))
    }
  })

  test('name a speaker in every cue of WebVTT, and where the turn starts in SubRip and text', () => {
    const long = 'a sentence that is far too long to stand on the screen at once, so that it takes two cues'
    const words = say(long).map((word, i) => ({ ...word, ...(i === 0 && { speaker: 'Ann' }) }))
    expect(vtt(words).map(({ voice }) => voice)).toEqual(['Ann', 'Ann'])
    expect(srt(words).map(({ lines }) => lines[0]!.startsWith('Ann: '))).toEqual([true, false])
    expect(writeTranscript(of(words), 'txt')).toBe(`Ann: ${long}\n`)
  })
})

test('text starts a paragraph after a pause', () => {
  const words = [...say('one two'), ...say('three', 3)]
  expect(writeTranscript(of(words), 'txt')).toBe('one two\n\nthree\n')
})

test('JSON is the transcript as the library keeps it', () => {
  const transcript = of(say('one two'))
  expect(schema.parse(JSON.parse(writeTranscript(transcript, 'json')))).toEqual(transcript)
})
