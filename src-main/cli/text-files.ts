import { createHash } from 'node:crypto'
import { readdir, stat } from 'node:fs/promises'
import { basename, extname, join, relative } from 'node:path'
import { checkFile, textSource } from '../engine/texts'
import type { Dataset, TextSource } from '../labs/lab'
import { scanText } from '../library/text-scan'
import { piecesOf } from '../library/texts'
import { UsageError } from './usage-error'

/** Endings of the files of a folder that are taken for texts; a file that is named itself may have any. */
const TEXT = new Set(['.txt', '.text', '.tsv', '.csv', '.conll', '.iob', '.bio', '.md', '.vec'])

/**
 * Text files, and those below folders, as a data set. They are read through once and not kept in memory.
 * @param option the option or operand that named them
 * @throws UsageError where one does not exist or is no text, with the reason, or a folder holds none
 */
export async function readTexts(option: string, paths: readonly string[]): Promise<Dataset> {
  const hash = createHash('sha256')
  const texts: TextSource[] = []
  const seen = new Set<string>()
  for (const { path, name } of (await Promise.all(paths.map((path) => findBelow(option, path)))).flat()) {
    if (seen.has(path)) continue
    seen.add(path)
    hash.update(`texts/${name}\0`)
    texts.push(await readText({ option, path, name }, (piece) => hash.update(piece)))
  }
  return { name: 'command line', hash: hash.digest('hex'), groups: {}, texts: withUniqueNames(texts) }
}

async function readText(
  { option, path, name }: { option: string; path: string; name: string },
  look: (piece: Uint8Array) => unknown
): Promise<TextSource> {
  async function* looked() {
    for await (const piece of piecesOf(path)) {
      look(piece)
      yield piece
    }
  }
  try {
    await checkFile(path)
    const { bytes, encoding } = await scanText(looked())
    return textSource({ name, path, bytes, encoding })
  } catch (error) {
    throw new UsageError(`'${option}': ${path}: ${error instanceof Error ? error.message : String(error)}`)
  }
}

async function findBelow(option: string, path: string): Promise<{ path: string; name: string }[]> {
  const info = await stat(path).catch(() => null)
  if (!info) throw new UsageError(`'${option}': ${path} does not exist`)
  if (!info.isDirectory()) return [{ path, name: basename(path) }]
  const entries = await readdir(path, { recursive: true, withFileTypes: true })
  const files = entries
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .filter(({ name }) => TEXT.has(extname(name).toLowerCase()))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)) // the same order in every locale
  if (files.length === 0)
    throw new UsageError(`'${option}': there is no text (${[...TEXT].join(', ')}) in ${path}`)
  return files.map((file) => ({ path: file, name: relative(path, file).replaceAll('\\', '/') }))
}

/** Files of the same name in two folders get a number. */
function withUniqueNames(texts: readonly TextSource[]): TextSource[] {
  const seen = new Map<string, number>()
  return texts.map((text) => {
    const count = (seen.get(text.name) ?? 0) + 1
    seen.set(text.name, count)
    const end = extname(text.name)
    const stem = text.name.slice(0, text.name.length - end.length)
    return count === 1 ? text : { ...text, name: `${stem} (${count})${end}` }
  })
}
