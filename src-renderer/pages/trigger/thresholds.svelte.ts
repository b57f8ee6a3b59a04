import { SvelteMap } from 'svelte/reactivity'
import type { Probability } from '../../../src-main/contract/units'

const STORED = 'cadenza.trigger.thresholds'

/** The thresholds that the person set, by model; kept between starts. */
class Thresholds {
  #byModel = new SvelteMap<string, Probability>(readStored())

  /** What was set for a model; null where its own is in force. */
  of(modelId: string): Probability | null {
    return this.#byModel.get(modelId) ?? null
  }

  set(modelId: string, threshold: Probability): void {
    this.#byModel.set(modelId, threshold)
    localStorage.setItem(STORED, JSON.stringify([...this.#byModel]))
  }
}

/** Only pairs of a name and a probability are believed. */
function readStored(): [string, Probability][] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(STORED) ?? '[]')
    return Array.isArray(stored) ? stored.filter(isPair) : []
  } catch {
    return []
  }
}

const isPair = (entry: unknown): entry is [string, Probability] =>
  Array.isArray(entry) &&
  typeof entry[0] === 'string' &&
  typeof entry[1] === 'number' &&
  entry[1] >= 0 &&
  entry[1] <= 1

export const thresholds = new Thresholds()
