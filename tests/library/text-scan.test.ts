import { describe, expect, it } from 'vitest'
import { decodePieces, splitLines } from '../../src-main/library/text-decoding'
import { scanText } from '../../src-main/library/text-scan'

const utf8 = (text: string) => new TextEncoder().encode(text)
const utf16 = (text: string) => new Uint8Array(Buffer.from(text, 'utf16le'))
const bigEndian = (text: string) => new Uint8Array(Buffer.from(text, 'utf16le').swap16())
const join = (...parts: Uint8Array[]) => new Uint8Array(Buffer.concat(parts))
/** So small that characters, marks and line ends are torn apart. */
const torn = (bytes: Uint8Array, size: number) =>
  Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => bytes.subarray(i * size, (i + 1) * size))

async function* streamed<T>(values: T[]) {
  for (const value of values) yield await Promise.resolve(value)
}

async function collect<T>(values: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const value of values) all.push(value)
  return all
}

const TEXT = 'Zoë said “no”.\r\n中文 עברית 🦖\n'
const FORMS: [string, Uint8Array, string][] = [
  ['UTF-8', utf8(TEXT), 'utf-8'],
  ['UTF-8 with its mark', join(Uint8Array.of(0xef, 0xbb, 0xbf), utf8(TEXT)), 'utf-8'],
  ['UTF-16 little-endian with its mark', join(Uint8Array.of(0xff, 0xfe), utf16(TEXT)), 'utf-16le'],
  ['UTF-16 big-endian with its mark', join(Uint8Array.of(0xfe, 0xff), bigEndian(TEXT)), 'utf-16be'],
  ['UTF-16 little-endian without', utf16('Plain words.\n'), 'utf-16le'],
  ['UTF-16 big-endian without', bigEndian('Plain words.\n'), 'utf-16be']
]

describe('a text', () => {
  it.each(FORMS)('in %s is told as such, however its pieces are cut', async (_, bytes, encoding) => {
    for (const size of [1, 2, 3, 7, 5_000]) {
      const facts = await scanText(torn(bytes, size))
      expect(facts).toMatchObject({ encoding, bytes: bytes.length, broken: 0 })
      const text = (await collect(decodePieces(streamed(torn(bytes, size)), facts.encoding))).join('')
      expect([TEXT, 'Plain words.\n']).toContain(text)
      const lines = await collect(splitLines(decodePieces(streamed(torn(bytes, size)), facts.encoding)))
      expect(lines).toEqual(text.trimEnd().split(/\r?\n/))
      expect(facts.lines).toBe(lines.length)
    }
  })

  it('in Windows-1252 is told by what is no UTF-8, its quotation marks and dashes kept', async () => {
    const bytes = Uint8Array.of(0x93, 0x43, 0x61, 0x66, 0xe9, 0x94, 0x20, 0x96, 0x20, 0x80, 0x35)
    const facts = await scanText([bytes])
    expect(facts).toEqual({ encoding: 'windows-1252', bytes: 11, lines: 1, broken: 0 })
    expect(await collect(decodePieces(streamed([bytes]), 'windows-1252'))).toEqual(['“Café” – €5'])
  })

  it('in UTF-8 that is broken in a few places stays UTF-8, which says so', async () => {
    const bytes = join(utf8('déjà vu '.repeat(200)), Uint8Array.of(0xe9), utf8('\nend'))
    expect(await scanText([bytes])).toEqual({ encoding: 'utf-8', bytes: bytes.length, lines: 2, broken: 1 })
  })

  it('may hold the replacement character itself', async () => {
    expect(await scanText([utf8('what \ufffd is')])).toMatchObject({ encoding: 'utf-8', broken: 0 })
  })

  it.each([
    ['a\nb\nc', 3],
    ['a\nb\n', 2],
    ['a\r\nb\rc\r\n', 3],
    ['\n\na', 3]
  ])('%j has %d lines', async (text, count) => {
    expect((await scanText(torn(utf8(text), 1))).lines).toBe(count)
    const lines = await collect(splitLines(streamed([...text])))
    expect(lines).toHaveLength(count)
    expect(lines.join('|')).toBe(text.replace(/(\r\n|\n|\r)$/, '').replace(/\r\n|\n|\r/g, '|'))
  })

  it('with a line that would fill the memory is refused where it is read line by line', async () => {
    const pieces = streamed(['first\n', ...Array.from({ length: 17 }, () => 'x'.repeat(1 << 20))])
    await expect(collect(splitLines(pieces))).rejects.toThrow('line 2 is longer than 16777216 characters')
  })

  it.each<[string, Uint8Array, string]>([
    ['nothing', new Uint8Array(0), 'It is empty (0 bytes)'],
    ['blanks', utf8(' \n\t\r\n'), 'It holds nothing but blanks'],
    ['zeros', join(utf8('some text'), Uint8Array.of(0, 1, 2)), 'It is no text: character 10 is 0'],
    ['a PDF', utf8('%PDF-1.7\n1 0 obj'), 'It is no text but a PDF'],
    ['a ZIP', join(utf8('PK'), Uint8Array.of(3, 4)), 'It is no text but a ZIP archive'],
    ['gzip', Uint8Array.of(0x1f, 0x8b, 8, 0), 'It is no text but compressed by gzip: unpack it first'],
    [
      'numbers at random',
      Uint8Array.from({ length: 5_000 }, (_, i) => ((i * 7_919) % 255) + 1),
      'control characters'
    ],
    ['UTF-32', join(Uint8Array.of(0xff, 0xfe, 0, 0), utf8('a\0\0\0')), 'It is UTF-32: save it as UTF-8'],
    ['half a character', join(Uint8Array.of(0xff, 0xfe), utf16('ab'), Uint8Array.of(1)), 'broken further on'],
    [
      'Shift JIS',
      Uint8Array.of(0x93, 0xfa, 0x96, 0x7b, 0x8c, 0xea, 0x81, 0x41, 0x81, 0x42),
      'It is neither UTF-8 nor UTF-16 nor Windows-1252: save it as UTF-8'
    ]
  ])('is not %s', async (_, bytes, reason) => {
    await expect(scanText([bytes])).rejects.toThrow(reason)
  })
})
