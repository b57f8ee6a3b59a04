import { dirname, join, relative } from 'node:path'
import type { RecogniserInfo } from '../../contract/speech'
import type { Recogniser } from '../../labs/lab'
import type { Library } from '../../library/library'
import { LibraryError } from '../../library/library-error'
import { News } from '../../library/news'
import { WHISPER_MODELS, type WhisperModel } from './catalogue'
import { Downloads } from './downloads'
import { readGgml } from './ggml-file'
import { importModel } from './importing'
import { refusalOf } from './packages'
import { BUILT_IN, installedRow, knownRow, ourRows } from './rows'
import { openSherpa } from './sherpa'
import { MODEL_FILE, RecogniserShelf, notInstalled, type ForeignEngine, type Installed } from './shelf'
import { openWhisper } from './whisper'

export interface RecognisersOptions {
  library: Library
  assetsFolder: string
  /** Where foreign models are kept. */
  folder: string
  /** Further folders of the kind, which are only read. */
  otherFolders?: readonly string[]
  /** The folder on the web that the person wants models from; '' for their origin. */
  mirror(): string
  /** Other models than Whisper's own. */
  catalogue?: readonly WhisperModel[] | undefined
  /** Milliseconds without a byte after which a server counts as stalled. */
  patience?: number | undefined
}

type Id = Pick<RecogniserInfo, 'engine' | 'id'>

const TELL_EVERY = 250

/** All that turns speech into words: our own networks, those of Whisper and sherpa-onnx that are here, and what can be fetched. */
export class Recognisers {
  readonly #shelf: RecogniserShelf
  /** Of the foreign ones that come with Cadenza. */
  readonly #bundled: string
  readonly #catalogue: readonly WhisperModel[]
  readonly #downloads: Downloads
  readonly #news = new News()
  readonly #open = new Set<Recogniser>()

  constructor(private readonly options: RecognisersOptions) {
    this.#bundled = join(options.assetsFolder, 'recognisers')
    this.#shelf = new RecogniserShelf([options.folder, ...(options.otherFolders ?? []), this.#bundled])
    this.#catalogue = options.catalogue ?? WHISPER_MODELS
    this.#downloads = new Downloads({
      shelf: this.#shelf,
      mirror: () => options.mirror(),
      patience: options.patience,
      onChange: () => this.#changed()
    })
  }

  /** Ours first, then the foreign ones that are here, then those that can be fetched. */
  async list(): Promise<RecogniserInfo[]> {
    // before what is here: a model that arrives meanwhile would be neither on its way nor here
    const fetched = await Promise.all(
      this.#catalogue.map(async (model) => ({ model, state: await this.#downloads.stateOf(model) }))
    )
    const installed = await this.#shelf.list()
    const isHere = ({ id }: WhisperModel) =>
      installed.some((each) => each.engine === 'whisper' && each.id === id)
    return [
      ...(await ourRows(this.options)),
      ...installed.map((each) =>
        installedRow(each, { catalogue: this.#catalogue, isBundled: this.#isBundled(each) })
      ),
      ...fetched.filter(({ model }) => !isHere(model)).map(({ model, state }) => knownRow(model, state))
    ]
  }

  /** The list, and again whenever it changed, at most four times a second. */
  async *watch(
    signal: AbortSignal = new AbortController().signal
  ): AsyncGenerator<RecogniserInfo[], void, undefined> {
    const leaving = new AbortController()
    const stop = AbortSignal.any([signal, leaving.signal])
    void this.#followLibrary(stop)
    try {
      yield* this.#news.follow({ read: () => this.list(), every: TELL_EVERY, signal: stop })
    } finally {
      leaving.abort()
    }
  }

  /** Begins to fetch a model, or goes on; `list` tells how it fares. */
  async download({ engine, id }: Id): Promise<void> {
    const model = engine === 'whisper' ? this.#catalogue.find((each) => each.id === id) : undefined
    if (!model)
      throw new LibraryError('NOT_FOUND', `there is no model “${id}” of ${engine} that can be fetched`)
    const refusal = refusalOf('whisper')
    if (refusal) throw new LibraryError('INVALID', refusal)
    if (await this.#shelf.find('whisper', id))
      throw new LibraryError('BUSY', `“${model.name}” is on this computer already`)
    this.#downloads.begin(model)
  }

  async cancelDownload({ id }: Id): Promise<void> {
    await this.#downloads.cancel(id)
  }

  async importFrom(path: string): Promise<{ engine: ForeignEngine; id: string }> {
    const imported = await importModel(path, { shelf: this.#shelf, catalogue: this.#catalogue })
    this.#changed()
    return imported
  }

  /** To the library's trash where the model lies in the library; elsewhere for good. What was fetched of one is thrown away. */
  async remove({ engine, id }: Id): Promise<void> {
    if (engine === 'cadenza-ctc') {
      if (id === BUILT_IN) throw stays()
      await this.options.library.models.remove(id)
      return this.#changed()
    }
    const found = await this.#shelf.find(engine, id)
    if (found) await this.#throwAway(found)
    else if (!(await this.#downloads.forget(id))) notInstalled(engine, id)
    this.#changed()
  }

  /** Opens an installed foreign model; whoever asks closes it. Throws with a sentence for a person. */
  async open(engine: string, id: string): Promise<Recogniser> {
    if (engine !== 'whisper' && engine !== 'sherpa')
      throw new LibraryError('INVALID', `there is no recogniser ${engine}`)
    const refusal = refusalOf(engine)
    if (refusal) throw new LibraryError('INVALID', refusal)
    const found = (await this.#shelf.find(engine, id)) ?? notInstalled(engine, id)
    const opened = await openInstalled(found)
    this.#open.add(opened)
    const close = opened.close.bind(opened)
    opened.close = async () => {
      this.#open.delete(opened)
      await close()
    }
    return opened
  }

  /** Removes what a copy left behind that was cut off. */
  async start(): Promise<void> {
    await this.#shelf.tidy()
  }

  async close(): Promise<void> {
    await this.#downloads.close()
    await Promise.all([...this.#open].map((recogniser) => recogniser.close()))
  }

  #isBundled({ folder }: Pick<Installed, 'folder'>): boolean {
    return dirname(dirname(folder)) === this.#bundled
  }

  #changed(): void {
    this.#news.tell()
  }

  async #followLibrary(signal: AbortSignal): Promise<void> {
    for await (const _ of this.options.library.changes.watch(signal)) this.#changed()
  }

  async #throwAway({ engine, id, folder }: Installed): Promise<void> {
    if (this.#isBundled({ folder })) throw stays()
    if (dirname(dirname(folder)) !== this.#shelf.home)
      throw new LibraryError('INVALID', `“${id}” lies in ${folder}, which is not changed from here`)
    const { library } = this.options
    const isInLibrary = !relative(library.folder, folder).startsWith('..')
    if (isInLibrary) await library.trash.take({ folder, kind: 'model', name: `${engine} ${id}` })
    else await this.#shelf.remove(folder)
    library.changes.tell()
  }
}

const stays = () => new LibraryError('INVALID', 'this recogniser comes with Cadenza and stays')

async function openInstalled({ engine, id, folder, card, missing }: Installed): Promise<Recogniser> {
  if (missing) throw new LibraryError('UNREADABLE', `“${id}” lacks its file ${missing}`)
  if (engine === 'whisper') {
    const file = join(folder, MODEL_FILE)
    const { isMultilingual } = await readGgml(file)
    return openWhisper({ name: `whisper ${id}`, file, isMultilingual })
  }
  if (!card?.sherpa)
    throw new LibraryError('UNREADABLE', `the card.json of “${id}” is damaged: import the model anew`)
  return openSherpa({ name: `sherpa ${id}`, folder, model: card.sherpa })
}
