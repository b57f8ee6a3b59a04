import type { EngineNotice } from '../../src-main/contract/desktop'
import { onEngineNotice } from '../client'

/** What main said of the engine since it last ran without a word. */
export class EngineWatch {
  /** Shown until the person has read it; null while there is nothing to say. */
  notice = $state.raw<EngineNotice | null>(null)

  follow(signal: AbortSignal, onStarted: () => void): void {
    const leave = onEngineNotice((notice) => {
      // A start without a stop before it is the ordinary one.
      if (notice.kind !== 'started' || this.notice) this.notice = notice
      if (notice.kind === 'started') onStarted()
    })
    signal.addEventListener('abort', leave)
  }

  dismiss(): void {
    this.notice = null
  }
}

export const engine = new EngineWatch()
