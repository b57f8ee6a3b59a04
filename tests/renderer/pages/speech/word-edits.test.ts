import { describe, expect, it } from 'vitest'
import { words as wordsSchema, type Word } from '../../../../src-main/contract/transcript'
import {
  join,
  label,
  remove,
  rewrite,
  speakerAt
} from '../../../../src-renderer/pages/speech/transcribe/word-edits'

const word = (text: string, start: number, end: number, speaker?: string): Word => ({
  text,
  start,
  end,
  confidence: 0.9,
  ...(speaker && { speaker })
})
const SAID = [word('see', 0, 1, 'Ann'), word('the', 1, 1.5), word('see', 1.5, 2.5), word('now', 3, 4, 'Bo')]
const texts = (words: readonly Word[]) => words.map(({ text }) => text).join(' ')

describe('rewrite', () => {
  it('gives a word its new text and its old time, and no confidence', () => {
    expect(rewrite(SAID, { first: 2, end: 3 }, ' sea ')[2]).toEqual({
      text: 'sea',
      start: 1.5,
      end: 2.5,
      confidence: null
    })
  })

  it('shares the time out by letters where one word becomes several', () => {
    const [, , a, b] = rewrite(SAID, { first: 2, end: 3 }, 'a sea')
    expect(a).toMatchObject({ text: 'a', start: 1.5, end: 1.75 })
    expect(b).toMatchObject({ text: 'sea', start: 1.75, end: 2.5 })
  })

  it('makes fewer words of several over the whole of their time', () => {
    const next = rewrite(SAID, { first: 0, end: 3 }, 'seaside')
    expect(next).toHaveLength(2)
    expect(next[0]).toEqual({ text: 'seaside', start: 0, end: 2.5, confidence: null, speaker: 'Ann' })
  })

  it('leaves words alone that were not changed', () => {
    const next = rewrite(SAID, { first: 0, end: 3 }, 'see the sea')
    expect(next[0]).toBe(SAID[0])
    expect(next[1]).toBe(SAID[1])
    expect(next[2]).toMatchObject({ text: 'sea', confidence: null })
    expect(rewrite(SAID, { first: 0, end: 3 }, 'see  the see')).toBe(SAID)
  })

  it('deletes where nothing is written', () => {
    expect(texts(rewrite(SAID, { first: 1, end: 2 }, '  '))).toBe('see see now')
  })

  it('stays within the bounds of a transcript', () => {
    const next = rewrite(SAID, { first: 1, end: 2 }, `${'x'.repeat(300)} y`)
    expect(wordsSchema.safeParse(next).success).toBe(true)
    expect(SAID).toHaveLength(4)
  })
})

describe('remove', () => {
  it('hands a label on, so that nobody else seems to speak', () => {
    const next = remove(SAID, { first: 0, end: 1 })
    expect(next[0]).toMatchObject({ text: 'the', speaker: 'Ann' })
    expect(speakerAt(remove(SAID, { first: 0, end: 4 }), 0)).toBeUndefined()
  })

  it('keeps whoever comes after apart from whoever was before', () => {
    const all = [...SAID, word('then', 4, 5)]
    expect(remove(all, { first: 3, end: 4 })[3]).toMatchObject({ text: 'then', speaker: 'Bo' })
  })
})

describe('join', () => {
  it('makes one word of its parts, from the start of the first to the end of the last', () => {
    const next = join(SAID, { first: 1, end: 3 })
    expect(texts(next)).toBe('see thesee now')
    expect(next[1]).toEqual({ text: 'thesee', start: 1, end: 2.5, confidence: null })
  })

  it('leaves a word alone that has no neighbour', () => {
    expect(join(SAID, { first: 3, end: 5 })).toBe(SAID)
  })
})

describe('label', () => {
  it('holds until the next label', () => {
    const next = label(SAID, 1, 'Cy')
    expect([0, 1, 2, 3].map((i) => speakerAt(next, i))).toEqual(['Ann', 'Cy', 'Cy', 'Bo'])
  })

  it('is not written twice, and can be taken away', () => {
    expect(label(SAID, 1, 'Ann')[1]).not.toHaveProperty('speaker')
    expect(speakerAt(label(SAID, 3, null), 3)).toBe('Ann')
    expect(speakerAt(label(SAID, 0, null), 2)).toBeUndefined()
  })
})
