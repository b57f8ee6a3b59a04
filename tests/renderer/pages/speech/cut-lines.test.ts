import { describe, expect, it } from 'vitest'
import { textOf, type Word } from '../../../../src-main/contract/transcript'
import { cutLines } from '../../../../src-renderer/pages/speech/train/cut-lines'
import { adviceOn } from '../../../../src-renderer/pages/speech/train/take-advice'
import { prompts } from '../../../../src-renderer/pages/speech/train/prompts'
import { passages } from '../../../../src-renderer/pages/speech/bench/passages'

const word = (text: string, start: number, end: number): Word => ({ text, start, end, confidence: null })

/** Words of 0.4 s every half second, with a second of silence after each tenth. */
const speech = Array.from({ length: 100 }, (_, i) => {
  const start = i * 0.5 + Math.floor(i / 10)
  return word(`w${i}`, start, start + 0.4)
})

describe('cutLines', () => {
  it('cuts at the pauses, into lines that are short enough, and loses no word', () => {
    const lines = cutLines(speech, 60)
    expect(lines.flatMap(({ words }) => words)).toEqual(speech)
    for (const { start, end, words } of lines) {
      expect(end - start).toBeLessThanOrEqual(15)
      expect(words.length % 10).toBe(0)
      expect(words[0]!.start).toBeGreaterThanOrEqual(start)
      expect(words.at(-1)!.end).toBeLessThanOrEqual(end)
    }
  })

  it('keeps lines apart, and inside of the recording', () => {
    const lines = cutLines(speech, 59.2)
    for (let i = 1; i < lines.length; i++) expect(lines[i]!.start).toBeGreaterThanOrEqual(lines[i - 1]!.end)
    expect(lines[0]!.start).toBe(0)
    expect(lines.at(-1)!.end).toBeLessThanOrEqual(59.2)
  })

  it('leaves a short recording whole', () => {
    const lines = cutLines([word('yes', 0.5, 0.9), word('sir', 1, 1.4)], 2)
    expect(lines).toHaveLength(1)
    expect(textOf(lines[0]!.words)).toBe('yes sir')
    expect(lines[0]).toMatchObject({ start: 0.25, end: 1.65 })
  })

  it('has no lines where nothing is said', () => {
    expect(cutLines([], 5)).toEqual([])
  })

  it('does not cut a word that is longer than a line', () => {
    expect(cutLines([word('om', 0, 40), word('and', 40, 41)], 41).map(({ words }) => words.length)).toEqual([
      1, 1
    ])
  })
})

describe('adviceOn', () => {
  const problem = (code: 'clipping' | 'too-long') => ({ code, message: '', value: 0, bound: 0 })

  it('says what matters for a sentence, and leaves out what only concerns a word', () => {
    expect(adviceOn([problem('too-long')])).toBe('')
    expect(adviceOn([problem('too-long'), problem('clipping')])).toContain('overdriven')
  })
})

describe('the texts to read', () => {
  it('are all different, and prompts are said in one breath', () => {
    expect(new Set(prompts).size).toBe(prompts.length)
    for (const prompt of prompts) expect(prompt.length, prompt).toBeLessThan(80)
  })

  it('hold every letter of the alphabet', () => {
    for (const text of [prompts.join(' '), passages.map(({ text: each }) => each).join(' ')])
      for (const letter of 'ABCDEFGHIJKLMNOPQRSTUVWXYZ') expect(text.toUpperCase()).toContain(letter)
  })
})
