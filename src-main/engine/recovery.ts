import type { Library } from '../library/library'
import { interruptedSentence } from './wording'

/** A killed app takes its engine along, but not always before the next one starts: what seems alive is looked at again. */
const LOOK_AGAIN = [3_000, 15_000, 60_000]

/** Puts right what engines left behind that died. */
export class Recovery {
  /** What was found and done, for the person. */
  readonly reports: string[] = []
  #timer: NodeJS.Timeout | null = null

  constructor(
    private readonly library: Library,
    private readonly lookAgain: readonly number[] = LOOK_AGAIN
  ) {}

  /** `adopt` takes the ids of runs that were interrupted. */
  async start(adopt: (runIds: string[]) => Promise<void>): Promise<void> {
    await this.#look(adopt, 0)
  }

  stop(): void {
    if (this.#timer) clearTimeout(this.#timer)
  }

  async #look(adopt: (runIds: string[]) => Promise<void>, round: number): Promise<void> {
    const { library, lookAgain } = this
    const { reports, isBusy } = await library.repair()
    const runs = await library.runs.markInterrupted(interruptedSentence)
    const told = runs.interrupted.map(({ title, resumable }) =>
      interruptedSentence({ title, canResume: resumable })
    )
    this.reports.push(...reports, ...told)
    await adopt(runs.interrupted.map(({ id }) => id))
    if (round > 0 && reports.length + told.length > 0) library.changes.tell()
    const delay = lookAgain[round]
    if (delay === undefined || !(isBusy || runs.isBusy)) return
    const again = () => void this.#look(adopt, round + 1).catch((error: unknown) => console.error(error))
    this.#timer = setTimeout(again, delay)
    this.#timer.unref()
  }
}
