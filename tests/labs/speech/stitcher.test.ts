import { expect, test } from 'vitest'
import type { Word } from '../../../src-main/contract/transcript'
import type { Utterance } from '../../../src-main/labs/speech/segmenter'
import { Stitcher } from '../../../src-main/labs/speech/stitcher'

const utterance = (start: number, cuts: Partial<Utterance> = {}): Utterance => ({
  samples: new Float32Array(0),
  start,
  cutBefore: null,
  cutAfter: null,
  ...cuts
})
const word = (text: string, start: number, end: number): Word => ({ text, start, end, confidence: null })
const texts = (words: readonly Word[]) => words.map(({ text }) => text).join(' ')

/** Two utterances that overlap from 9.5 to 10.5 s: what each hears, by the time in the whole. */
function stitch(first: Word[], second: Word[]): string {
  const stitcher = new Stitcher()
  const before = stitcher.add(utterance(0, { cutAfter: 10 }), first)
  const shifted = second.map((one) => ({ ...one, start: one.start - 9.5, end: one.end - 9.5 }))
  return texts([...before, ...stitcher.add(utterance(9.5, { cutBefore: 10 }), shifted)])
}

test('times count from the beginning of the whole, and words stand in order of their start', () => {
  const stitcher = new Stitcher()
  expect(stitcher.add(utterance(5), [word('TWO', 1, 1.5), word('ONE', 0, 0.5)])).toEqual([
    word('ONE', 5, 5.5),
    word('TWO', 6, 6.5)
  ])
  expect(stitcher.add(utterance(5.5), [word('THREE', 0.1, 0.3)])).toEqual([word('THREE', 6, 6)])
})

test('a word in the overlap stands once, whichever side of the cut each hears it on', () => {
  const before = [word('ONE', 8, 8.5)]
  const after = [word('THREE', 11, 11.4)]
  for (const [here, there] of [
    [word('TWO', 9.7, 10.2), word('TWO', 9.7, 10.2)],
    [word('TWO', 9.7, 10.2), word('TWO', 9.85, 10.25)],
    [word('TWO', 9.8, 10.3), word('TWO', 9.7, 10.2)],
    [word('TWO', 9.6, 9.9), word('TWO', 9.95, 10.1)]
  ] as const)
    expect(stitch([...before, here], [there, ...after])).toBe('ONE TWO THREE')
})

test('pieces of words at the edges of the overlap are left out, whole words beside them stay', () => {
  const first = [
    word('ONE', 9, 9.6),
    word('TWO', 9.65, 9.9),
    word('THREE', 10.1, 10.3),
    word('FO', 10.4, 10.5)
  ]
  const second = [
    word('NE', 9.5, 9.6),
    word('TWO', 9.65, 9.9),
    word('THREE', 10.1, 10.3),
    word('FOUR', 10.4, 10.8)
  ]
  expect(stitch(first, second)).toBe('ONE TWO THREE FOUR')
})

test('a word that is said twice stands twice', () => {
  expect(stitch([word('NO', 9.6, 9.8)], [word('NO', 9.6, 9.8), word('NO', 10.1, 10.4)])).toBe('NO NO')
})

test('a preview changes nothing', () => {
  const stitcher = new Stitcher()
  const cut = utterance(0, { cutAfter: 10 })
  stitcher.preview(cut, [word('ONE', 9.7, 10.1)])
  expect(texts(stitcher.add(utterance(9.5, { cutBefore: 10 }), [word('ONE', 0.2, 0.6)]))).toBe('ONE')
})
