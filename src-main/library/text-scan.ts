import type { TextEncoding, TextFacts } from '../contract/texts'
import { LibraryError } from './library-error'
import { isUndefinedIn1252 } from './text-decoding'

/** Bytes that show how the others are to be read. */
const HEAD = 4_096
/** Share of control characters above which a file is no text: random bytes hold ten times as many. */
const MOST_CONTROLS = 0.01
/** Share of the characters beyond ASCII that may be broken in a text that is taken for UTF-8; in other encodings most would be. */
const MOST_BROKEN = 0.01
/** Share of zeros at every second byte from which on a head is UTF-16 without its mark: Latin letters, digits, spaces. */
const WIDE_ZEROS = 0.5

const MARKS: [bytes: readonly number[], encoding: TextEncoding | null][] = [
  [[0xef, 0xbb, 0xbf], 'utf-8'],
  [[0xff, 0xfe, 0, 0], null], // UTF-32 begins as UTF-16 does
  [[0xff, 0xfe], 'utf-16le'],
  [[0xfe, 0xff], 'utf-16be']
]

const OTHER_FILES: [beginning: string, kind: string][] = [
  ['%PDF-', 'a PDF'],
  ['PK\u0003\u0004', 'a ZIP archive, as Word and LibreOffice write'],
  ['\u001f\u008b', 'compressed by gzip: unpack it first'],
  ['BZh', 'compressed by bzip2: unpack it first'],
  ['\u00fd7zXZ', 'compressed by xz: unpack it first'],
  ['\u0089PNG', 'a PNG picture'],
  ['\u00ff\u00d8\u00ff', 'a JPEG picture'],
  ['GIF8', 'a GIF picture'],
  ['RIFF', 'a sound or film'],
  ['OggS', 'a sound'],
  ['fLaC', 'a sound'],
  ['ID3', 'a sound'],
  ['MThd', 'a MIDI file'],
  ['\u007fELF', 'a program']
]

/**
 * Reads a text through without keeping it: how its characters are written and how many lines it has.
 * Throws UNREADABLE with the reason for what is empty, blank or no text.
 */
export async function scanText(pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<TextFacts> {
  const scan = new TextScan()
  for await (const piece of pieces) scan.take(piece)
  return scan.finish()
}

class TextScan {
  #head: Uint8Array[] = []
  #reader: TextDecoder | null = null
  /** Null once something was no UTF-8. */
  #strict: TextDecoder | null = new TextDecoder('utf-8', { fatal: true })
  #encoding: TextEncoding = 'utf-8'
  #bytes = 0
  #characters = 0
  #ends = 0
  #last = 0
  #isBlank = true
  #controls = 0
  #beyondAscii = 0
  #broken = 0
  #isUndefinedByte = false

  take(piece: Uint8Array): void {
    this.#bytes += piece.length
    if (this.#reader) return this.#read(piece)
    this.#head.push(piece)
    if (this.#bytes >= HEAD) this.#begin()
  }

  finish(): TextFacts {
    if (this.#bytes === 0) throw unreadable('It is empty (0 bytes)')
    if (!this.#reader) this.#begin()
    this.#count(this.#decode())
    this.#check()
    if (this.#controls > MOST_CONTROLS * this.#characters)
      throw unreadable(
        `It is no text: ${this.#controls} of its ${this.#characters} characters are control characters`
      )
    if (this.#isBlank) throw unreadable('It holds nothing but blanks')
    const lines = this.#ends + (isLineEnd(this.#last) ? 0 : 1)
    const facts = { bytes: this.#bytes, lines, encoding: this.#encoding, broken: 0 }
    if (this.#encoding !== 'utf-8' || this.#strict) return facts
    if (this.#broken <= MOST_BROKEN * this.#beyondAscii) return { ...facts, broken: this.#broken }
    if (this.#isUndefinedByte)
      throw unreadable('It is neither UTF-8 nor UTF-16 nor Windows-1252: save it as UTF-8')
    return { ...facts, encoding: 'windows-1252' }
  }

  #begin(): void {
    const head = Buffer.concat(this.#head)
    this.#head = []
    this.#encoding = encodingOf(head)
    this.#reader = new TextDecoder(this.#encoding, { fatal: this.#encoding !== 'utf-8' })
    this.#read(head)
  }

  #read(piece: Uint8Array): void {
    this.#count(this.#decode(piece))
    if (this.#encoding === 'utf-8') this.#check(piece)
  }

  /** Whether a text that may be UTF-8 is, and whether it may be Windows-1252 where it is not. */
  #check(piece?: Uint8Array): void {
    try {
      this.#strict?.decode(piece, { stream: piece !== undefined })
    } catch {
      this.#strict = null
    }
    if (!this.#strict && piece) this.#isUndefinedByte ||= piece.some(isUndefinedIn1252)
  }

  #decode(piece?: Uint8Array): string {
    try {
      return piece ? this.#reader!.decode(piece, { stream: true }) : this.#reader!.decode()
    } catch {
      throw unreadable(`It begins as ${this.#encoding.toUpperCase()}, but is broken further on`)
    }
  }

  #count(text: string): void {
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i)
      if (code === 0)
        throw unreadable(
          `It is no text: character ${this.#characters + i + 1} is 0, which only binary files hold`
        )
      if (code === 0x0a ? this.#last !== 0x0d : code === 0x0d) this.#ends++
      this.#last = code
      if (code > 0x20) this.#isBlank = false
      if (code === 0x7f || (code < 0x20 && !isLayout(code))) this.#controls++
      if (code > 0x7f) this.#beyondAscii++
      if (code === 0xfffd) this.#broken++
    }
    this.#characters += text.length
  }
}

/** By its mark, or by its zeros. Throws UNREADABLE for what is known to be something else. */
function encodingOf(head: Buffer): TextEncoding {
  const beginning = head.toString('latin1', 0, 8)
  const other = OTHER_FILES.find(([begins]) => beginning.startsWith(begins))
  if (other) throw unreadable(`It is no text but ${other[1]}`)
  const mark = MARKS.find(([bytes]) => bytes.every((byte, i) => head[i] === byte))
  if (mark) {
    if (mark[1]) return mark[1]
    throw unreadable('It is UTF-32: save it as UTF-8')
  }
  const zeros = [0, 0]
  head.forEach((byte, i) => {
    if (byte === 0) zeros[i % 2]!++
  })
  const [even, odd] = zeros as [number, number]
  if (odd > WIDE_ZEROS * (head.length / 2) && even === 0) return 'utf-16le'
  if (even > WIDE_ZEROS * (head.length / 2) && odd === 0) return 'utf-16be'
  return 'utf-8'
}

/** Tab, line ends, vertical tab, page break, the end of a file in CP/M, escape. */
const isLayout = (code: number) => (code >= 0x09 && code <= 0x0d) || code === 0x1a || code === 0x1b
const isLineEnd = (code: number) => code === 0x0a || code === 0x0d
const unreadable = (reason: string) => new LibraryError('UNREADABLE', reason)
