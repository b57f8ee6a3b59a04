import { describe, expect, test } from 'vitest'
import { JsonError, readJsonWithPlaces } from '../../src-main/music/json-places'

describe('JSON with places', () => {
  test.each([
    '{}',
    '[]',
    ' [1, -2.5e3, "a\\u00e9\\n", true, false, null, {"a": [{}], "b": ""}]\n',
    '"one"',
    '{"__proto__": 1}'
  ])('%j says what JSON.parse says', (text) => {
    expect(readJsonWithPlaces(text).value).toEqual(JSON.parse(text))
  })

  test('objects and lists know where they begin', () => {
    const { value, placeOf } = readJsonWithPlaces('{"a": [\n  {"b": 1},\n  [2]]}')
    const { a } = value as { a: [object, object] }
    expect([placeOf(value as object), placeOf(a), ...a.map((one) => placeOf(one))]).toEqual([
      { line: 1, column: 1 },
      { line: 1, column: 7 },
      { line: 2, column: 3 },
      { line: 3, column: 3 }
    ])
    expect(placeOf({})).toBeNull()
  })

  test.each([
    ['', 1, 1, 'its end'],
    ['{"a": 1', 1, 8, 'its end'],
    ['{"a": 1,}', 1, 9, "'}'"],
    ['[1,\n 2,\n  oops]', 3, 3, "'oops]'"],
    ['[1] 2', 1, 5, "'2'"],
    ['[1] x', 1, 5, "'x'"],
    ['{"a" 1}', 1, 6, "'1}'"],
    ['{1: 2}', 1, 2, "'1: 2}'"],
    ['["tab\there"]', 1, 2, '\'"tab\there"]\''],
    ['[01]', 1, 3, "'1]'"]
  ])('%j is none, and where', (text, line, column, found) => {
    const attempt = () => readJsonWithPlaces(text)
    expect(attempt).toThrow(JsonError)
    expect(attempt).toThrow(`line ${line}, column ${column}: this is no JSON: ${found} is not expected here`)
    expect(() => JSON.parse(text) as unknown).toThrow()
  })

  test('what is nested without end is refused, not read until the stack is full', () => {
    expect(() => readJsonWithPlaces('['.repeat(100_000))).toThrow(JsonError)
  })
})
