import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parseConll } from '../../src-main/text/conll'

const DATA = join(import.meta.dirname, '../../../shared/data/ner')

test('reads words, entities and documents from columns', () => {
  const file = parseConll(
    '\uFEFF-DOCSTART- -X- O\n\nMarie NNP B-PER\nCurie NNP I-PER\nleft VBD O\n\nParis NNP B-LOC\r\n\r\n-DOCSTART- -X- O\nNobel NNP B-MISC\n'
  )
  expect(file).toEqual({
    scheme: 'IOB2',
    documents: 2,
    types: ['LOC', 'MISC', 'PER'],
    sentences: [
      { tokens: ['Marie', 'Curie', 'left'], spans: [{ start: 0, end: 2, label: 'PER' }], document: 0 },
      { tokens: ['Paris'], spans: [{ start: 0, end: 1, label: 'LOC' }], document: 0 },
      { tokens: ['Nobel'], spans: [{ start: 0, end: 1, label: 'MISC' }], document: 1 }
    ]
  })
})

test('reads tabs, with words that look like anything', () => {
  const { sentences, scheme } = parseConll('#\tO\nNew York\tU-LOC\nسلام\tO\n👩‍🚀\tB-PER\nO\tL-PER\n')
  expect(scheme).toBe('IOBES')
  expect(sentences[0]!.tokens).toEqual(['#', 'New York', 'سلام', '👩‍🚀', 'O'])
  expect(sentences[0]!.spans).toEqual([
    { start: 1, end: 2, label: 'LOC' },
    { start: 3, end: 5, label: 'PER' }
  ])
})

describe('says what is wrong and where', () => {
  test.each([
    ['Marie B-PER\nCurie', "notes.txt, line 2: 'Curie' stands alone where a word and its tag are needed"],
    ['Dear all, this is a letter.', "notes.txt, line 1: 'letter.' is no tag"],
    ['a O\n\nb B-', "notes.txt, line 3: 'B-' is no tag"],
    [`a B-${'X'.repeat(61)}`, 'notes.txt, line 1: the name of a kind may have 60 characters'],
    [`${'a'.repeat(1_001)} O`, 'notes.txt, line 1: a word may have 1000 characters, not 1001'],
    ['a O\n'.repeat(2_001), 'notes.txt, line 2001: a sentence may have 2000 words'],
    ['\n \n-DOCSTART- O\n', 'notes.txt holds no words'],
    ['PK\u0003\u0004\0\0', 'notes.txt is no text']
  ])('%j', (text, message) => {
    expect(() => parseConll(text, 'notes.txt')).toThrow(message)
  })
})

describe.skipIf(!existsSync(DATA))('on ../shared/data/ner', () => {
  const read = (path: string) => parseConll(readFileSync(join(DATA, path), 'utf8'), path)

  test('wikigold is IOB1 with its 145 documents', () => {
    const { sentences, types, ...rest } = read('wikigold/CONLL-format/data/wikigold.conll.txt')
    expect(rest).toEqual({ scheme: 'IOB1', documents: 145 })
    expect(sentences.length).toBe(1_696)
    expect(types).toEqual(['LOC', 'MISC', 'ORG', 'PER'])
  })

  test('WNUT17 has the entities of its paper', () => {
    const { sentences, scheme, types } = read('WNUT17/CONLL-format/data/test/emerging.test.annotated')
    expect(scheme).toBe('IOB2')
    expect(types).toEqual(['corporation', 'creative-work', 'group', 'location', 'person', 'product'])
    expect(sentences.flatMap(({ spans }) => spans).length).toBe(1_079)
  })
})
