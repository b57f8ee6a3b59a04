import type { RecogniserInfo } from '../../src-main/contract/speech'
import { client } from '../client'
import { followStream } from './stream'

/** Names one recogniser among all: its engine and its id there. */
export type RecogniserKey = `${RecogniserInfo['engine']}/${string}`

export const keyOf = ({ engine, id }: Pick<RecogniserInfo, 'engine' | 'id'>): RecogniserKey =>
  `${engine}/${id}`

/** Speech recognisers that are here or can be fetched, as the engine tells them. */
export class Recognisers {
  list = $state.raw<RecogniserInfo[]>([])
  #tell: () => void = () => undefined
  /** Fulfilled as soon as the engine has told its list. */
  known = new Promise<void>((resolve) => (this.#tell = resolve))

  /** Those that can be used now. */
  ready = $derived(this.list.filter(({ state }) => state === 'built-in' || state === 'installed'))
  /** Those whose network can be looked into. */
  ours = $derived(this.ready.filter(({ engine }) => engine === 'cadenza-ctc'))

  /** Follows the list until `signal` aborts. */
  follow(signal: AbortSignal): Promise<void> {
    return followStream({
      signal,
      open: (aborted) => client.recognisers.watch(undefined, { signal: aborted }),
      onValue: (list) => {
        this.list = list
        this.#tell()
      },
      onBreak: () => true
    })
  }

  find(key: string): RecogniserInfo | undefined {
    return this.list.find((each) => keyOf(each) === key)
  }
}

export const recognisers = new Recognisers()
