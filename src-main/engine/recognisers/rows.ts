import { join } from 'node:path'
import { card } from '../../contract/artifact'
import type { RecogniserInfo } from '../../contract/speech'
import { exists, readJson, sizeOf } from '../../library/files'
import type { Library } from '../../library/library'
import { WER_SOURCE, WHISPER_LICENCE, type WhisperModel } from './catalogue'
import type { DownloadState } from './downloads'
import { refusalOf } from './packages'
import type { Installed } from './shelf'

/** The id of the recogniser that comes with Cadenza. */
export const BUILT_IN = 'built-in'
/** The network for sherpa-onnx that comes with Cadenza, below assets/recognisers. */
export const BUNDLED_SHERPA = 'moonshine-tiny'

/** The one that ships where it is there, then those that were trained here. */
export async function ourRows({
  assetsFolder,
  library
}: {
  assetsFolder: string
  library: Library
}): Promise<RecogniserInfo[]> {
  const trained = (await library.models.list()).filter(({ lab }) => lab === 'speech')
  const rows = trained.map(({ id, name, bytes, card }) =>
    ourRow({ id, name, bytes, state: 'installed', licence: card.dataLicence, wer: card.metrics['wer'] })
  )
  const folder = join(assetsFolder, 'models', 'cadenza-ctc')
  return (await exists(join(folder, 'model.json'))) ? [await builtInRow(folder), ...rows] : rows
}

async function builtInRow(folder: string): Promise<RecogniserInfo> {
  const known = await readJson(join(folder, 'card.json'), card)
  return ourRow({
    id: BUILT_IN,
    name: 'Cadenza',
    bytes: await sizeOf(folder),
    state: 'built-in',
    licence: known?.dataLicence ?? 'see its card',
    wer: known?.metrics['wer']
  })
}

function ourRow({
  wer,
  ...row
}: Pick<RecogniserInfo, 'id' | 'name' | 'bytes' | 'state' | 'licence'> & { wer: unknown }): RecogniserInfo {
  const source = 'clips held out of its training, without a language model'
  return {
    ...row,
    engine: 'cadenza-ctc',
    language: 'English',
    expected: typeof wer === 'number' ? { wer, source } : null,
    received: row.bytes,
    problem: null
  }
}

/** A foreign model that is here. */
export function installedRow(
  { engine, id, bytes, card, missing }: Installed,
  { catalogue, isBundled }: { catalogue: readonly WhisperModel[]; isBundled: boolean }
): RecogniserInfo {
  const problem = refusalOf(engine) ?? damageOf({ card, missing, isBundled })
  const known = catalogue.find(({ sha256 }) => engine === 'whisper' && sha256 === card?.sha256)
  return {
    engine,
    id,
    name: card?.name ?? id,
    language: card?.language ?? 'not known',
    bytes,
    expected: (known && expectedOf(known)) ?? card?.expected ?? null,
    licence: card?.licence ?? 'not known',
    state: problem ? 'refused' : isBundled ? 'built-in' : 'installed',
    received: bytes,
    problem
  }
}

function damageOf({
  card,
  missing,
  isBundled
}: Pick<Installed, 'card' | 'missing'> & { isBundled: boolean }): string | null {
  if (!card) return 'its card.json is missing or damaged: delete it, then fetch or import it anew'
  if (!missing) return null
  return isBundled
    ? 'it could not be fetched when Cadenza was set up: start Cadenza by npm start with the network at hand'
    : `its file ${missing} is missing: delete it, then import it anew`
}

/** A foreign model that can be fetched. */
export function knownRow(
  model: WhisperModel,
  { isRunning, received, problem }: DownloadState
): RecogniserInfo {
  const refusal = refusalOf('whisper')
  return {
    engine: 'whisper',
    id: model.id,
    name: model.name,
    language: model.language,
    bytes: model.bytes,
    expected: expectedOf(model),
    licence: WHISPER_LICENCE,
    state: refusal ? 'refused' : isRunning ? 'downloading' : 'available',
    received,
    problem: refusal ?? problem
  }
}

const expectedOf = ({ wer }: WhisperModel) => (wer === undefined ? null : { wer, source: WER_SOURCE })
