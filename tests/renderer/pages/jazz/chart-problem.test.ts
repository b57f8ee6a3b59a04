import { expect, it } from 'vitest'
import { placeOf } from '../../../../src-renderer/pages/jazz/play/chart-problem'

it.each([
  ['Dm7 Hm7 | C', [1, 5, 3], ['Dm7 ', 'Hm7', ' | C']],
  ['Dm7 |\nG7 X9', [2, 4, 2], ['Dm7 |\nG7 ', 'X9', '']],
  ['Dm7', [1, 4, 0], ['Dm7', ' ', '']],
  ['a\nb', [9, 9, 9], ['a\nb', ' ', '']]
])('%j, a problem at %j', (text, [line = 1, column = 1, length = 0], [before, wrong, after]) => {
  expect(placeOf(text, { line, column, length })).toEqual({ before, wrong, after })
})
