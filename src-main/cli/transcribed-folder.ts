import { readFile, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { SoundFile } from './sound-files'
import { UsageError } from './usage-error'

/** The table of a folder of recordings with transcripts. */
export const TABLE = 'transcripts.tsv'
const COLUMNS = ['file', 'speaker', 'transcript'] as const

/** A recording of which a table says what is said in it and by whom. */
export type SpokenFile = SoundFile & { transcript: string; speaker: string }

/**
 * The recordings that the tables of some folders list. Throws UsageError naming the table and the line where one is missing, named
 * twice or written wrongly.
 * @param title the option or operand that named the folders
 */
export async function readTranscribedFolders(
  title: string,
  folders: readonly string[]
): Promise<SpokenFile[]> {
  const files: SpokenFile[] = []
  const seen = new Map<string, string>()
  for (const folder of folders) {
    for (const { line, ...file } of await readTable(title, folder)) {
      const place = `${join(folder, TABLE)}, line ${line}`
      const key = resolve(file.path)
      const before = seen.get(key)
      if (before) throw new UsageError(`${place}: ${file.name} stands in ${before} already`)
      seen.set(key, place)
      const isFile = await stat(file.path).then(
        (stats) => stats.isFile(),
        () => false
      )
      if (!isFile) throw new UsageError(`${place}: there is no file ${file.path}`)
      files.push(file)
    }
  }
  return files
}

async function readTable(title: string, folder: string): Promise<(SpokenFile & { line: number })[]> {
  const path = join(folder, TABLE)
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    const reason = error.code === 'ENOENT' ? `there is no ${TABLE} in it` : `${TABLE}: ${error.code}`
    throw new UsageError(`'${title}': ${folder} is no folder of recordings with transcripts: ${reason}`)
  })
  const [header = '', ...lines] = text.replace(/^\uFEFF/, '').split(/\r?\n/)
  if (header !== COLUMNS.join('\t'))
    throw new UsageError(
      `${path}, line 1: the columns must be ${COLUMNS.join(', ')} with tabs between them, not '${header.slice(0, 80)}'`
    )
  return lines.flatMap((line, i) =>
    line.trim() === '' ? [] : [readLine(line, { folder, path, line: i + 2 })]
  )
}

function readLine(
  text: string,
  { folder, path, line }: { folder: string; path: string; line: number }
): SpokenFile & { line: number } {
  const columns = text.split('\t')
  const [file = '', speaker = '', transcript = ''] = columns.map((column) => column.trim())
  if (columns.length !== COLUMNS.length)
    throw new UsageError(
      `${path}, line ${line}: ${COLUMNS.length} columns are needed (${COLUMNS.join(', ')}), it has ${columns.length}`
    )
  if (file === '') throw new UsageError(`${path}, line ${line}: the name of the file is missing`)
  return { name: file, path: resolve(folder, file), speaker, transcript, line }
}
