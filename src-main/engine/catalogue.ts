import { LARGEST_CATALOGUE, type CatalogueUse } from '../contract/songs'
import { LibraryError } from '../library/library-error'
import type { Library } from '../library/library'
import type { SongChange } from '../library/songs'
import { readCatalogue, type CatalogueEntry } from '../music/catalogue'
import { formatLeadSheet } from '../music/lead-sheet'

/**
 * Gives songs what a catalogue says of their files. Throws UNREADABLE, JsonError or CatalogueError where it is none, has no entry that can be used,
 * or names none of the songs.
 */
export async function useCatalogue(
  { songs }: Library,
  { dataset, name, bytes }: { dataset: string; name: string; bytes: Uint8Array }
): Promise<CatalogueUse> {
  const { entries, refused } = readCatalogue(textOf(bytes))
  const [first] = refused
  if (first && entries.length === 0)
    throw new LibraryError('UNREADABLE', `none of its entries can be used; ${first.name}: ${first.reason}`)
  const known = new Map(entries.map((entry) => [entry.file, entry]))
  const reasons = new Map(refused.map(({ name, reason }) => [name, reason]))
  const rows = await songs.list(dataset)
  if (!rows.some(({ source }) => known.has(source) || reasons.has(source)))
    throw new LibraryError(
      'UNREADABLE',
      `it names none of the ${rows.length} songs of this collection by their files`
    )
  const use: CatalogueUse = { given: [], others: [] }
  for (const row of rows) {
    const entry = known.get(row.source)
    const reason = reasons.get(row.source)
    if (reason !== undefined)
      use.others.push({ name: row.name, reason: `what ${name} says of it cannot be used: ${reason}` })
    else if (!entry)
      use.others.push({ name: row.name, reason: `${name} does not name its file, ${row.source}` })
    else if (row.chart !== null && row.chartFrom === 'person')
      use.others.push({ name: row.name, reason: 'you have written its chords yourself, and they stay' })
    else {
      await songs.update(row.ref, changeBy(entry))
      use.given.push(row.name)
    }
  }
  return use
}

function changeBy({ chart, title, performer, instrument, style, tempo }: CatalogueEntry): SongChange {
  return {
    chart: formatLeadSheet({ ...chart, title: '' }),
    chartFrom: 'catalogue',
    entry: { title, performer, instrument, style, tempo }
  }
}

function textOf(bytes: Uint8Array): string {
  if (bytes.length > LARGEST_CATALOGUE)
    throw new LibraryError(
      'UNREADABLE',
      `it has ${(bytes.length / 2 ** 20).toFixed(1)} MiB; a catalogue has at most ${LARGEST_CATALOGUE >> 20}`
    )
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new LibraryError('UNREADABLE', 'it is no text in UTF-8')
  }
}
