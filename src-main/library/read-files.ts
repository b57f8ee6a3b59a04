import { stat } from 'node:fs/promises'

/** What was read from files; read again only when they have changed, for lists are asked for after each of many changes. */
export class ReadFiles<T> {
  #known = new Map<string, { changed: string; value: T }>()

  constructor(private readonly read: (path: string) => Promise<T>) {}

  /** Null where there is no file. */
  async get(path: string): Promise<T | null> {
    const stats = await stat(path).catch(() => null)
    if (!stats) return null
    const known = this.#known.get(path)
    const changed = `${stats.mtimeMs} ${stats.ino} ${stats.size}`
    if (known?.changed === changed) return known.value
    const value = await this.read(path)
    this.#known.set(path, { changed, value })
    return value
  }
}
