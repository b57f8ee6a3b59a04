import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { roles } from '../contract/library'
import { listFolders } from './files'
import { News } from './news'
import { SONGS } from './songs'
import { TEXTS } from './texts'

const LOOK_EVERY = 2_000
/** An import of many files is one change to those who watch, not one a file. */
const TELL_AT_MOST_EVERY = 150

/** Counts the changes of a library: our own at once, those of other programs (the command line beside the app) within two seconds. */
export class Changes {
  #count = 0
  #news = new News()
  #seen = ''

  constructor(private readonly folder: string) {}

  get count(): number {
    return this.#count
  }

  /** Something was written, moved or removed. */
  tell(): void {
    this.#count++
    this.#news.tell()
  }

  /** The count now, and again whenever it grew. */
  async *watch(signal: AbortSignal): AsyncGenerator<number, void, undefined> {
    const timer = setInterval(() => void this.#look(), LOOK_EVERY)
    timer.unref()
    try {
      await this.#look()
      yield* this.#news.follow({ read: () => this.#count, every: TELL_AT_MOST_EVERY, signal })
    } finally {
      clearInterval(timer)
    }
  }

  /** The times at which the shelves changed tell of other programs. */
  async #look(): Promise<void> {
    const datasets = await listFolders(join(this.folder, 'datasets'))
    const labs = await listFolders(join(this.folder, 'models'))
    const shelves = [
      ...['recordings', 'datasets', 'runs', 'scoreboard'],
      ...labs.map((lab) => join('models', lab)),
      ...datasets.flatMap((id) => [...roles, SONGS, TEXTS].map((shelf) => join('datasets', id, shelf)))
    ]
    const times = await Promise.all(
      shelves.map((shelf) =>
        stat(join(this.folder, shelf)).then(
          ({ mtimeMs }) => mtimeMs,
          () => 0
        )
      )
    )
    const seen = times.join()
    const isNews = this.#seen !== '' && this.#seen !== seen
    this.#seen = seen
    if (isNews) this.tell()
  }
}
