import { expect, test } from 'vitest'
import { checkPlainText } from '../../src-main/text/plain-text'

test('what holds a NUL is no text, and where it stands is said', () => {
  expect(() => checkPlainText('ab\0')).toThrow('this is no text: character 3 is a NUL')
})

test.each(['', 'שלום 🙂\n\t', '\u0001'])('%j is text', (text) => {
  expect(() => checkPlainText(text)).not.toThrow()
})
