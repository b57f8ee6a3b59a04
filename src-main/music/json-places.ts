/** Lines and columns count from 1. */
export interface Place {
  line: number
  column: number
}

/** A text that is no JSON, and where it stops being some. */
export class JsonError extends Error {
  override name = 'JsonError'

  constructor(
    readonly found: string,
    readonly place: Place
  ) {
    super(`${sayPlace(place)}: this is no JSON: ${found} is not expected here`)
  }
}

export const sayPlace = ({ line, column }: Place): string => `line ${line}, column ${column}`

/** Objects and lists within each other; what is deeper was not written by anybody. */
const DEEPEST = 64
const TOKEN =
  // eslint-disable-next-line no-control-regex -- they are meant: a string of JSON has none
  /[ \t\r\n]*(?:([{}[\],:])|("(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null))/y
const SHOWN = 20

/** What JSON says, and where each of its objects and lists begins. Throws JsonError. */
export function readJsonWithPlaces(text: string): {
  value: unknown
  placeOf: (within: object) => Place | null
} {
  const token = new RegExp(TOKEN)
  const placeAt = placesIn(text)
  const starts = new WeakMap<object, number>()
  let [sign, scalar] = ['', '']
  let start = 0

  const next = () => {
    const from = token.lastIndex
    const match = token.exec(text)
    if (!match) {
      const rest = text.slice(from)
      start = from + (rest.length - rest.trimStart().length)
      token.lastIndex = text.length
      ;[sign, scalar] = ['', '']
      return
    }
    ;[, sign = '', scalar = ''] = match
    start = token.lastIndex - sign.length - scalar.length
  }
  const fail = (): never => {
    const rest = text.slice(start, start + SHOWN)
    throw new JsonError(rest.trim() === '' ? 'its end' : `'${rest.split('\n')[0]!.trim()}'`, placeAt(start))
  }
  const expect = (wanted: string) => {
    if (sign !== wanted) fail()
    next()
  }
  const readString = (): string => (scalar.startsWith('"') ? (JSON.parse(scalar) as string) : fail())
  /** What stands between the current sign and `end`, separated by commas. */
  const readMany = (end: string, readOne: () => void) => {
    next()
    if (sign !== end) {
      readOne()
      while (sign === ',') {
        next()
        readOne()
      }
    }
    expect(end)
  }
  const read = (depth: number): unknown => {
    if (depth > DEEPEST) fail()
    if (scalar !== '') {
      const value: unknown = JSON.parse(scalar)
      next()
      return value
    }
    const from = start
    if (sign === '[') {
      const list: unknown[] = []
      readMany(']', () => list.push(read(depth + 1)))
      starts.set(list, from)
      return list
    }
    if (sign !== '{') fail()
    const fields: [string, unknown][] = []
    readMany('}', () => {
      const name = readString()
      next()
      expect(':')
      fields.push([name, read(depth + 1)])
    })
    const object: object = Object.fromEntries(fields)
    starts.set(object, from)
    return object
  }

  next()
  const value = read(0)
  if (sign !== '' || scalar !== '' || text.slice(start).trim() !== '') fail()
  return {
    value,
    placeOf(within) {
      const at = starts.get(within)
      return at === undefined ? null : placeAt(at)
    }
  }
}

/** Where characters of a text stand. */
function placesIn(text: string): (index: number) => Place {
  const lineStarts = [0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lineStarts.push(at + 1)
  return (index) => {
    const line = lineStarts.findLastIndex((start) => start <= index)
    return { line: line + 1, column: index - lineStarts[line]! + 1 }
  }
}
