import { MODEL_FILE, type RecogniserShelf } from './shelf'
import { ORIGIN, WHISPER_LICENCE, fileNameOf, type WhisperModel } from './catalogue'
import { download, forget, receivedOf } from './download'
import { newCard } from './importing'

interface Options {
  shelf: RecogniserShelf
  mirror: () => string
  patience?: number | undefined
  /** Told whenever a state may be another one. */
  onChange: () => void
}

/** How far a download came. */
export interface DownloadState {
  isRunning: boolean
  /** Bytes that are here. */
  received: number
  /** Why the last attempt ended, for a person. */
  problem: string | null
}

interface Running {
  abort: AbortController
  received: number
  ended: Promise<void>
}

/** Fetches models of Whisper in the background, and remembers why an attempt ended. */
export class Downloads {
  readonly #running = new Map<string, Running>()
  readonly #problems = new Map<string, string>()

  constructor(private readonly options: Options) {}

  /** Does nothing where the model is being fetched already. */
  begin(model: WhisperModel): void {
    if (this.#running.has(model.id)) return
    this.#problems.delete(model.id)
    const running: Running = { abort: new AbortController(), received: 0, ended: Promise.resolve() }
    this.#running.set(model.id, running)
    running.ended = this.#fetch(model, running)
    this.options.onChange()
  }

  /** Stops fetching and waits until the disk is at rest; what is here stays. */
  async cancel(id: string): Promise<void> {
    const running = this.#running.get(id)
    running?.abort.abort()
    await running?.ended
  }

  /** Throws away what was fetched of a model. False where there was nothing. */
  async forget(id: string): Promise<boolean> {
    await this.cancel(id)
    const hadSome = (await receivedOf(this.#partOf(id))) > 0
    await forget(this.#partOf(id))
    return this.#problems.delete(id) || hadSome
  }

  async stateOf({ id }: WhisperModel): Promise<DownloadState> {
    const running = this.#running.get(id)
    return {
      isRunning: running !== undefined,
      received: running?.received || (await receivedOf(this.#partOf(id))),
      problem: this.#problems.get(id) ?? null
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.#running.keys()].map((id) => this.cancel(id)))
  }

  async #fetch(model: WhisperModel, running: Running): Promise<void> {
    const { shelf, mirror, patience, onChange } = this.options
    const { id, bytes, sha256 } = model
    const file = this.#partOf(id)
    const address = `${(mirror() || ORIGIN).replace(/\/+$/, '')}/${fileNameOf(id)}`
    try {
      await download(
        { address, file, bytes, sha256 },
        {
          signal: running.abort.signal,
          patience,
          onProgress: (received) => {
            running.received = received
            onChange()
          }
        }
      )
      const { name, language } = model
      const card = { ...newCard(address), name, language, licence: WHISPER_LICENCE, sha256 }
      await shelf.add('whisper', { wish: id, card, files: { [MODEL_FILE]: file }, move: true })
      await forget(file)
    } catch (error) {
      if (!running.abort.signal.aborted)
        this.#problems.set(id, error instanceof Error ? error.message : String(error))
    } finally {
      this.#running.delete(id)
      onChange()
    }
  }

  #partOf(id: string): string {
    return `${this.options.shelf.place('whisper', id)}.part`
  }
}
