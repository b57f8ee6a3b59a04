import { stat } from 'node:fs/promises'
import { basename, isAbsolute } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { TextArrival, TextEncoding, TextPreview, TextRef, TextRow } from '../contract/texts'
import { LARGEST_TEXT, type TextSource } from '../labs/lab'
import { isCode } from '../library/files'
import { LibraryError } from '../library/library-error'
import type { Library } from '../library/library'
import { decodePieces, splitLines } from '../library/text-decoding'
import { scanText } from '../library/text-scan'
import { piecesOf } from '../library/texts'

/** Bytes that come through the port in one message. */
const LARGEST_MESSAGE = 256 << 20
/** Bytes of a file that is copied: the largest vector files in the world have some 6 GiB. */
const LARGEST_FILE = 2 ** 33
/** Milliseconds between two words on how far it is. */
const SAYS_EVERY = 150
/** Share of the work that is reading a text through; the rest is copying it. */
const READING = 0.8
/** UTF-16 units that a preview shows. */
const PREVIEW = 20_000

const OLD_ENCODING =
  'It is not UTF-8: it was read as Windows-1252, the older encoding of western Europe. See whether its accents are right.'

/** Keeps a text file that has been read through. Throws UNREADABLE with the reason. */
export async function importText(
  { texts }: Library,
  { dataset, name, bytes }: { dataset: string; name: string; bytes: Uint8Array }
): Promise<TextRow> {
  if (bytes.length > LARGEST_MESSAGE)
    throw new LibraryError(
      'UNREADABLE',
      `It has ${inMebibytes(bytes.length)} MiB; dropped in or pasted, a text has at most ${LARGEST_MESSAGE >> 20}: choose the file from the disk`
    )
  return texts.add(dataset, { source: name, facts: await scanText([bytes]), content: bytes })
}

/**
 * Reads a text file through and copies it, a piece at a time. Says how far it is several times a second; whoever stops listening stops it, and
 * nothing of it stays. Throws NOT_FOUND where there is none, UNREADABLE with what is wrong with it.
 */
export async function* importTextFrom(
  { texts }: Library,
  { dataset, path }: { dataset: string; path: string }
): AsyncGenerator<TextArrival, void, undefined> {
  if (!isAbsolute(path)) throw new LibraryError('INVALID', `'path' must be absolute, not ${path}`)
  const size = await checkFile(path)
  const leaving = new AbortController()
  let fraction = 0
  async function* pieces(share: number) {
    for await (const piece of piecesOf(path)) {
      leaving.signal.throwIfAborted()
      fraction = Math.min(1, fraction + (share * piece.length) / size)
      yield piece
    }
  }
  const work = scanText(pieces(READING)).then((facts) =>
    texts.add(dataset, { source: basename(path), facts, content: pieces(1 - READING) })
  )
  const settled = work.then(
    () => true,
    () => true
  )
  try {
    while (!(await Promise.race([settled, setTimeout(SAYS_EVERY, false)]))) yield { fraction, row: null }
    yield { fraction: 1, row: await work }
  } finally {
    leaving.abort(new Error('the import was cancelled'))
    await settled
  }
}

/** The bytes of a file. Throws NOT_FOUND or UNREADABLE for what is no file, or is larger than any text. */
export async function checkFile(path: string): Promise<number> {
  const found = await stat(path).catch((error: unknown) => {
    throw isCode(error, 'ENOENT') ? new LibraryError('NOT_FOUND', `there is nothing at ${path}`) : error
  })
  if (!found.isFile()) throw new LibraryError('UNREADABLE', `${path} is no file`)
  if (found.size > LARGEST_FILE)
    throw new LibraryError(
      'UNREADABLE',
      `It has ${(found.size / 2 ** 30).toFixed(1)} GiB; a text has at most ${LARGEST_FILE / 2 ** 30}`
    )
  return found.size
}

/** How a text begins, and what may be wrong with it. */
export async function previewText({ texts }: Library, ref: TextRef): Promise<TextPreview> {
  const text = await texts.read(ref)
  let read = ''
  for await (const piece of decodePieces(piecesOf(texts.fileOf(text)), text.encoding)) {
    read += piece
    if (read.length > PREVIEW) break
  }
  const problems: string[] = []
  if (text.encoding === 'windows-1252') problems.push(OLD_ENCODING)
  if (text.broken > 0)
    problems.push(
      `Its UTF-8 is broken in ${text.broken === 1 ? 'one place' : `${text.broken} places`}, read as “\ufffd”.`
    )
  return { text, beginning: cutTo(PREVIEW, read), isWhole: read.length <= PREVIEW, problems }
}

/** Texts of the library as labs take them. */
export function textSourcesOf({ texts }: Library, rows: readonly TextRow[]): TextSource[] {
  return rows.map((row) => {
    const { ref, file, bytes, encoding } = row
    return textSource({
      name: file.replace('content', () => ref.id),
      path: texts.fileOf(row),
      bytes,
      encoding
    })
  })
}

/** A text file as labs take it: read when it is needed. Line ends of a text that is loaded whole are `\n`. */
export function textSource(file: {
  name: string
  path: string
  bytes: number
  encoding: TextEncoding
}): TextSource {
  const { name, path, bytes, encoding } = file
  return {
    name,
    bytes,
    async load() {
      if (bytes > LARGEST_TEXT)
        throw new LibraryError(
          'UNREADABLE',
          `“${name}” has ${inMebibytes(bytes)} MiB; a text that is read as a whole has at most ${LARGEST_TEXT >> 20}`
        )
      const pieces: string[] = []
      for await (const piece of decodePieces(piecesOf(path), encoding)) pieces.push(piece)
      return pieces.join('').replace(/\r\n?/g, '\n')
    },
    lines: () => splitLines(decodePieces(piecesOf(path), encoding))
  }
}

/** A character beyond the basic plane is two units, which are not torn apart. */
function cutTo(units: number, text: string): string {
  const last = text.charCodeAt(units - 1)
  return text.slice(0, last >= 0xd800 && last < 0xdc00 ? units - 1 : units)
}

const inMebibytes = (bytes: number) => (bytes / 2 ** 20).toFixed(1)
