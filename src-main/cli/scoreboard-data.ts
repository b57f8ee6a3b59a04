import type { NeededData } from '../contract/scoreboard'
import type { Dataset } from '../labs/lab'
import type { Surroundings } from './command'
import type { Options, Values } from './options'
import { readSongs } from './song-files'
import { readDataset } from './sound-groups'
import { readSpeech } from './speech-data'
import { readTexts } from './text-files'
import { UsageError } from './usage-error'

/** Where the data of a measurement lies, of whatever kind its row needs. */
export const DATA_OPTIONS = {
  data: {
    kind: 'paths',
    shown: 'DIR…',
    help: 'what the row needs: texts, songs, a folder with transcripts.tsv, or takes of a word'
  },
  catalog: { kind: 'path', shown: 'FILE', help: 'of songs: a catalogue with their chords' },
  negatives: { kind: 'paths', help: 'beside takes of a word: other speech' },
  backgrounds: { kind: 'paths', help: 'beside takes of a word: rooms and noises' }
} as const satisfies Options

type Brought = Values<typeof DATA_OPTIONS>

/** Reads the data that a row needs; null where it needs none. Throws UsageError where it is missing, not wanted or not readable. */
export async function readNeeded(
  needs: NeededData | null,
  brought: Brought,
  surroundings: Surroundings
): Promise<Dataset | null> {
  const { data, catalog, negatives, backgrounds } = brought
  if (!needs) {
    if (data.length > 0)
      throw new UsageError("'--data' was not expected: all that this row needs comes with Cadenza")
    return null
  }
  if (data.length === 0) throw new UsageError(`'--data' is missing. ${needs.what}`)
  const read = () => {
    switch (needs.kind) {
      case 'texts':
        return readTexts('--data', data)
      case 'songs':
        return readSongs({ midi: data, catalog }, surroundings.terminal)
      case 'spoken':
        return readSpeech({ title: '--data', folders: data }, surroundings)
      case 'takes':
        return readTakes({ data, negatives, backgrounds }, surroundings)
    }
  }
  return { ...(await read()), name: data.join(', ') }
}

function readTakes(
  { data, negatives, backgrounds }: Pick<Brought, 'data' | 'negatives' | 'backgrounds'>,
  surroundings: Surroundings
): Promise<Dataset> {
  for (const [name, paths] of Object.entries({ negatives, backgrounds }))
    if (paths.length === 0)
      throw new UsageError(`'--${name}' is missing: takes of a word are measured among other sound`)
  return readDataset(
    [
      { option: 'positives', paths: data, atLeast: 1 },
      { option: 'negatives', paths: negatives, atLeast: 1 },
      { option: 'backgrounds', paths: backgrounds, atLeast: 1 }
    ],
    surroundings
  )
}
