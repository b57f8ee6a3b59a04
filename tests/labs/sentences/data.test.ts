import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createRandom } from '../../../src-main/contract/random'
import { accuracyOf, Confusion } from '../../../src-main/labs/sentences/accuracy'
import { countWords } from '../../../src-main/labs/sentences/bag-of-words'
import { EMOJIFY, MOST_LABELS, parseLabelled, readCorpus } from '../../../src-main/labs/sentences/data'
import { dealFolds, splitAt, splitSentences } from '../../../src-main/labs/sentences/folds'
import { groupNearDuplicates, NEAR } from '../../../src-main/labs/sentences/near-duplicates'
import { OWN_PAIRS, parsePairs } from '../../../src-main/labs/sentences/pairs'
import { countPhrases } from '../../../src-main/labs/sentences/phrases'
import { fingerprint, fromFingerprints } from '../../../src-main/labs/sentences/taught'
import { phrasesOf } from '../../../src-main/labs/sentences/words'
import type { Dataset } from '../../../src-main/labs/lab'
import { normaliseWord, tokenise } from '../../../src-main/text/word-tokens'

function datasetOf(files: Record<string, string>): Dataset {
  const texts = Object.entries(files).map(([name, content]) => ({
    name,
    bytes: content.length,
    load: () => Promise.resolve(content),
    async *lines() {
      for (const line of content.split('\n')) yield await Promise.resolve(line)
    }
  }))
  return { name: 'mine', hash: '', groups: {}, texts }
}

const ASSETS = join(import.meta.dirname, '../../../assets')
const emojify = parseLabelled(readFileSync(join(ASSETS, EMOJIFY)), 'emojify.tsv')
const ownPairs = parsePairs(readFileSync(join(ASSETS, OWN_PAIRS), 'utf8'))

describe('sentences are read', () => {
  test('from lines of a label and a sentence, under a heading or none', async () => {
    const expected = {
      labels: ['a', 'b'],
      sentences: [0, 1, 0].map((label, i) => ({ label, text: `s${i}`, isExtra: false }))
    }
    expect(await readCorpus(datasetOf({ 'x.tsv': 'label\ttext\na\ts0\n\nb\t s1 \na\ts2' }))).toEqual(expected)
    expect(await readCorpus(datasetOf({ 'x.txt': 'a\ts0\nb\ts1\na\ts2\n' }))).toEqual(expected)
  })

  test('from comma-separated values with quotation marks', async () => {
    const { labels, sentences } = await readCorpus(
      datasetOf({ 'x.csv': 'label,text\n"good","well, ""fine"""\nbad,no, thanks' })
    )
    expect(labels).toEqual(['good', 'bad'])
    expect(sentences.map(({ text }) => text)).toEqual(['well, "fine"', 'no, thanks'])
  })

  test('from a file for each label', async () => {
    const { labels, sentences } = await readCorpus(
      datasetOf({ 'folder/good.txt': 'one\ntwo\n', 'bad.txt': 'three, four' })
    )
    expect(labels).toEqual(['good', 'bad'])
    expect(sentences.map(({ text, label }) => [text, label])).toEqual([
      ['one', 0],
      ['two', 0],
      ['three, four', 1]
    ])
  })

  test('as extra where the file or its folder says so', async () => {
    const { sentences } = await readCorpus(
      datasetOf({ 'a.txt': 'x', 'extra/a.txt': 'y', 'extra.tsv': 'b\tz', 'extraordinary.txt': 'w' })
    )
    expect(sentences.map(({ text, isExtra }) => [text, isExtra])).toEqual([
      ['x', false],
      ['y', true],
      ['z', true],
      ['w', false]
    ])
  })

  test.each<[string, Record<string, string>, string | RegExp]>([
    ['no texts', {}, "'mine' holds no texts"],
    ['one label', { 'a.txt': 'x\ny' }, "'mine' has only sentences of 'a'"],
    ['nothing', { 'a.tsv': '\n\n' }, "'mine' has no sentences"],
    ['a line without a tab', { 'a.tsv': 'x\ty\n\nxy' }, 'a.tsv line 3 has no tab between its label'],
    ['a line without a comma', { 'a.csv': 'x' }, 'a.csv line 1 has no comma'],
    ['a label without a sentence', { 'a.tsv': 'x\t \n' }, 'a.tsv line 1: a sentence is missing'],
    ['a sentence without a label', { 'a.tsv': '\tx' }, 'a.tsv line 1: a label is missing'],
    ['a long label', { 'a.tsv': `${'x'.repeat(61)}\ty` }, 'a label may have 60 characters, not 61'],
    ['a long sentence', { 'a.txt': 'x'.repeat(2_001) }, 'a.txt line 1: a sentence may have 2000 characters'],
    [
      'too many labels',
      { 'a.tsv': Array.from({ length: MOST_LABELS + 1 }, (_, i) => `${i}\tx`).join('\n') },
      'a.tsv line 51: no more than 50 labels'
    ]
  ])('but refused with %s', (_, files, message) =>
    expect(readCorpus(datasetOf(files))).rejects.toThrow(message)
  )

  test('from what comes with Cadenza: five classes of 120, no sentence twice', () => {
    expect(emojify.labels).toEqual(['❤️', '⚾', '😄', '😞', '🍴'])
    for (let label = 0; label < 5; label++)
      expect(emojify.sentences.filter((one) => one.label === label).length).toBe(120)
    const texts = emojify.sentences.map(({ text }) => fingerprint(text))
    expect(new Set(texts).size).toBe(600)
  })
})

describe('sentences that are nearly the same', () => {
  test('lie in one group, by way of others too', () => {
    expect(
      groupNearDuplicates([
        'I am happy',
        'the pizza is in the oven',
        'I am not happy',
        'I am so not happy',
        'The pizza is in the oven!',
        'something else entirely'
      ])
    ).toEqual([0, 1, 0, 0, 1, 5])
  })

  test('are all found: as by comparing every pair', () => {
    const random = createRandom(4)
    const texts = Array.from({ length: 300 }, () =>
      Array.from({ length: 2 + random.below(5) }, () => `w${random.below(14)}`).join(' ')
    )
    const groups = groupNearDuplicates(texts)
    const sets = texts.map((text) => new Set(tokenise(text).map((token) => normaliseWord(token.text))))
    sets.forEach((a, i) =>
      sets.forEach((b, j) => {
        const shared = [...a].filter((word) => b.has(word)).length
        if (shared / (a.size + b.size - shared) >= NEAR) expect(groups[i]).toBe(groups[j])
      })
    )
    expect(new Set(groups).size).toBeGreaterThan(5)
  })

  test('never lie on both sides of a fold; labels are dealt evenly', () => {
    const folds = dealFolds(emojify.sentences, { count: 10, seed: 1 })
    const groups = groupNearDuplicates(emojify.sentences.map(({ text }) => text))
    groups.forEach((group, i) => expect(folds[i]).toBe(folds[group]))
    for (let fold = 0; fold < 10; fold++)
      for (let label = 0; label < 5; label++) {
        const count = emojify.sentences.filter((one, i) => folds[i] === fold && one.label === label).length
        expect(Math.abs(count - 12)).toBeLessThanOrEqual(5)
      }
    expect(dealFolds(emojify.sentences, { count: 10, seed: 2 })).not.toEqual(folds)
  })

  test('a share is held out, or nothing', () => {
    const { taught, heldOut } = splitSentences(emojify.sentences, { hold: 0.2, seed: 1 })
    expect(taught.length + heldOut.length).toBe(600)
    expect(Math.abs(heldOut.length - 120)).toBeLessThan(12)
    expect(splitSentences(emojify.sentences, { hold: 0, seed: 1 }).heldOut).toEqual([])
  })
})

test('what is extra is learnt from and never held out, nor are its sentences that are', () => {
  const sentences = ['one two', 'three four', 'five six', 'seven eight', 'One two', 'nine ten'].map(
    (text, i) => ({ text, label: i % 2, isExtra: i > 3 })
  )
  const folds = dealFolds(sentences, { count: 2, seed: 1 })
  expect(folds.slice(4)).toEqual([-1, -1])
  const { heldOut, taught } = splitAt(sentences, folds, folds[0]!)
  expect(heldOut.length).toBe(2)
  expect(taught.map(({ text }) => text)).not.toContain('One two')
  expect(splitAt(sentences, folds, 1 - folds[0]!).taught.map(({ text }) => text)).toContain('One two')
  expect(taught.map(({ text }) => text)).toContain('nine ten')
})

describe('an accuracy', () => {
  test('has the interval of Wilson', () => {
    const { accuracy, low, high } = accuracyOf(81, 263) // Newcombe 1998, table I: 0.2553 to 0.3662
    expect(accuracy).toBeCloseTo(0.308, 4)
    expect(low).toBeCloseTo(0.2553, 4)
    expect(high).toBeCloseTo(0.3662, 4)
    expect(accuracyOf(0, 20)).toMatchObject({ low: 0, high: expect.closeTo(0.1611, 4) as number })
    expect(() => accuracyOf(1, 0)).toThrow(RangeError)
  })

  test('is counted by label', () => {
    const confusion = new Confusion(['a', 'b', 'c'])
    for (const [label, said] of [
      [0, 0],
      [0, 1],
      [1, 1]
    ] as const)
      confusion.add(label, said)
    expect([confusion.right, confusion.n]).toEqual([2, 3])
    expect(confusion.table().rows).toEqual([
      ['a', 1, 1, 0, 0.5],
      ['b', 0, 1, 0, 1],
      ['c', 0, 0, 0, null]
    ])
  })
})

test('naive Bayes says what Manning, Raghavan and Schütze work out by hand', () => {
  const taught = [
    'Chinese Beijing Chinese',
    'Chinese Chinese Shanghai',
    'Chinese Macao',
    'Tokyo Japan Chinese'
  ]
  const words = countWords(
    taught.map((text, i) => ({ text, label: i < 3 ? 0 : 1, isExtra: false })),
    2
  )
  expect(words.labelOf('Chinese Chinese Chinese Tokyo Japan')).toBe(0) // example 13.1
  expect(words.labelOf('Tokyo Japan')).toBe(1)
  expect(words.labelOf('never counted')).toBe(0) // the commoner label
})

describe('phrases', () => {
  test('are words and pairs of neighbours, each once, with the tokens that they come from', () => {
    expect(phrasesOf(tokenise("No, don't! No"))).toEqual([
      { text: 'no', from: 0, to: 0 },
      { text: ',', from: 1, to: 1 },
      { text: 'no ,', from: 0, to: 1 },
      { text: 'do', from: 2, to: 2 },
      { text: ', do', from: 1, to: 2 },
      { text: 'not', from: 2, to: 2 },
      { text: 'do not', from: 2, to: 2 },
      { text: '!', from: 3, to: 3 },
      { text: 'not !', from: 2, to: 3 },
      { text: '! no', from: 3, to: 4 }
    ])
  })

  test('are counted by label, those that stand in one sentence alone and extra ones left out', () => {
    const sentences = ['good film', 'good', 'bad film', 'bad', 'a film', 'a film'].map((text, i) => ({
      ...{ text, label: i < 2 ? 0 : 1 },
      isExtra: i > 3
    }))
    const { phrases, scores } = countPhrases(sentences, 2)
    expect(phrases).toEqual(['bad', 'film', 'good'])
    // 4 phrases stand with each label and there are 5: P(good | 0) = 3/9, P(good | 1) = 1/9
    const half = Math.log(3) / 2
    for (const [i, score] of [-half, half, 0, 0, half, -half].entries())
      expect(scores[i]).toBeCloseTo(score, 6)
  })
})

test('what was learnt from is known again, whatever its case and spaces', () => {
  const knows = fromFingerprints(Float32Array.from(['I am here.', 'So am I'].map(fingerprint)))
  expect(['i am  here .', 'SO AM I', 'so am I not', ''].map(knows)).toEqual([true, true, false, false])
})

describe('pairs of sentences', () => {
  test('are read, and refused where they are none', () => {
    expect(parsePairs('a: x: y | b: z\n\n 😄:p|😞: q ')).toEqual([
      [
        { label: 'a', text: 'x: y' },
        { label: 'b', text: 'z' }
      ],
      [
        { label: '😄', text: 'p' },
        { label: '😞', text: 'q' }
      ]
    ])
    for (const wrong of ['a: x', 'a: x | b', 'a: x | b: y | c: z', 'a: x | b:'])
      expect(() => parsePairs(`a: x | b: y\n${wrong}`)).toThrow('line 2 of the pairs is not')
  })

  test('that come along are none of the sentences that are learnt from, forty for each kind of label', () => {
    const knows = fromFingerprints(emojify.sentences.map(({ text }) => fingerprint(text)))
    for (const { text } of ownPairs.flat()) expect(knows(text), text).toBe(false)
    for (const labels of ['positive negative', '😄 😞'])
      expect(ownPairs.filter((pair) => pair.map(({ label }) => label).join(' ') === labels).length).toBe(40)
  })
})
