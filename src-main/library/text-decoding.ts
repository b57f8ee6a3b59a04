import type { TextEncoding } from '../contract/texts'
import { LibraryError } from './library-error'

/** In UTF-16 units: a file without line ends must not end up in memory as one line. */
const LONGEST_LINE = 1 << 24

/** What Windows-1252 has in the place of Latin-1's controls, 0x80 to 0x9F; U+FFFD where it has nothing. */
const WINDOWS = '€\ufffd‚ƒ„…†‡ˆ‰Š‹Œ\ufffdŽ\ufffd\ufffd‘’“”•–—˜™š›œ\ufffdžŸ'

export const isUndefinedIn1252 = (byte: number) =>
  byte >= 0x80 && byte < 0xa0 && WINDOWS[byte - 0x80] === '\ufffd'

/** The characters of a text, piece by piece, without its byte order mark. */
export async function* decodePieces(
  pieces: AsyncIterable<Uint8Array>,
  encoding: TextEncoding
): AsyncGenerator<string, void, undefined> {
  if (encoding === 'windows-1252') {
    for await (const piece of pieces) yield decodeWindows(piece)
    return
  }
  const decoder = new TextDecoder(encoding)
  for await (const piece of pieces) yield decoder.decode(piece, { stream: true })
  yield decoder.decode()
}

/** A text's lines without their ends (`\n`, `\r\n` or `\r`). Throws UNREADABLE where one is longer than 16 million characters. */
export async function* splitLines(pieces: AsyncIterable<string>): AsyncGenerator<string, void, undefined> {
  let open = ''
  let count = 0
  let isAfterReturn = false // so that a '\n' that the next piece begins with is no line of its own
  for await (const piece of pieces) {
    if (piece === '') continue
    const text = isAfterReturn && piece.startsWith('\n') ? piece.slice(1) : piece
    isAfterReturn = piece.endsWith('\r')
    const parts = text.split(/\r\n|\n|\r/)
    const last = parts.pop() ?? ''
    for (const part of parts) {
      yield open + part
      open = ''
      count++
    }
    open += last
    if (open.length > LONGEST_LINE)
      throw new LibraryError('UNREADABLE', `line ${count + 1} is longer than ${LONGEST_LINE} characters`)
  }
  if (open !== '') yield open
}

/** TextDecoder's own windows-1252 is Latin-1 in Node 20: its quotation marks and dashes would be controls. */
function decodeWindows(piece: Uint8Array): string {
  return Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength)
    .toString('latin1')
    .replace(/[\x80-\x9f]/g, (letter) => WINDOWS[letter.charCodeAt(0) - 0x80]!)
}
