import { describe, expect, it } from 'vitest'
import { textOf } from '../../../src-main/contract/transcript'
import { SYMBOLS } from '../../../src-main/labs/speech/data'
import { readWords } from '../../../src-main/labs/speech/decoder'
import { decodingOf } from '../../../src-main/labs/speech/ear'
import { runParams } from '../../../src-main/labs/speech/params'

const FAINT = 1e-7

/** A network that is sure of each letter, a blank after it, and holds every other symbol for next to impossible. */
function hear(text: string) {
  const steps = Array.from(`${text} `.replaceAll(' ', '  ')).flatMap((letter) => [letter.trim() || ' ', ''])
  const data = new Float32Array(steps.length * SYMBOLS.length).fill(Math.log(FAINT))
  steps.forEach((symbol, t) => {
    data[t * SYMBOLS.length] = Math.log(0.01)
    data[t * SYMBOLS.length + SYMBOLS.indexOf(symbol)] = Math.log(0.98)
  })
  return { data, steps: steps.length, vocab: SYMBOLS.length }
}

function read(text: string, vocabulary: string) {
  const params = runParams.parse({ languageModel: 'only', vocabulary })
  const decoding = decodingOf(params, { symbols: SYMBOLS, hop: 0.03, languageTexts: ['SIXTH SIGHT'] })
  return textOf(readWords(hear(text), decoding))
}

describe('where only the words of the vocabulary are said', () => {
  it.each([
    ['SIX EIGHT TWO', 'SIX EIGHT TWO'],
    ['SIXTH EIGH TWO', 'SIX EIGHT TWO'],
    ['SIGHT', 'EIGHT'],
    ['FOVE', 'FIVE']
  ])('%s is read as %s', (heard, written) => {
    expect(read(heard, 'zero\none\ntwo\nthree\nfour\nfive\nsix\nseven\neight\nnine')).toBe(written)
  })

  it('nothing is where nothing is heard', () => {
    expect(read('', 'six\neight')).toBe('')
  })

  it.each(['', 'x => y'])('a vocabulary without a word is refused: %j', (vocabulary) => {
    expect(() => read('SIX', vocabulary)).toThrow('vocabulary: without a word in it nothing can be read')
  })
})
