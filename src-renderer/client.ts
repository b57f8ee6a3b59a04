import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import type { ContractRouterClient } from '@orpc/contract'
import type { contract } from '../src-main/contract/contract'
import { ENGINE_PORT, type Desktop, type EngineNotice } from '../src-main/contract/desktop'
import { transferBinary } from '../src-main/contract/transfer'

declare global {
  interface Window {
    desktop: Desktop
  }
}

export type Client = ContractRouterClient<typeof contract>

/** All that the desktop does for the window besides the engine. */
export const desktop: Desktop = window.desktop

type Link = RPCLink<Record<never, never>>

interface Connection {
  link: Link
  /** Aborted, with a reason for a person, when the engine at the other end is gone. */
  lost: AbortSignal
}

const GONE = 'The engine stopped unexpectedly and is being restarted. Nothing you saved is lost.'

let isConnected = false
let loss = new AbortController()
let arrive: (connection: Connection) => void
let fail: (reason: Error) => void
let current: Promise<Connection>
const listeners = new Set<(notice: EngineNotice) => void>()

/** From here on calls wait for the next port. */
function awaitPort(): void {
  isConnected = false
  loss = new AbortController()
  current = new Promise((resolve, reject) => {
    arrive = resolve
    fail = reject
  })
  current.catch(() => undefined) // told to whoever calls
}

/** Whoever waits for an answer is told. The port's own end and main's word of it come in either order: the first counts. */
function lose(reason: Error): void {
  if (!isConnected) return
  loss.abort(reason)
  awaitPort()
}

window.addEventListener('message', ({ source, data, ports: [port] }) => {
  if (source !== window || data !== ENGINE_PORT || !port) return
  const own = loss
  // Before oRPC's own listener, whose words are not for people. It may come when the next engine is there already: the dead one's children
  // keep its end of the port open for a while.
  port.addEventListener('close', () => {
    if (own === loss) lose(new Error(GONE))
  })
  const link: Link = new RPCLink({ port, experimental_transfer: transferBinary })
  port.start()
  isConnected = true
  arrive({ link, lost: loss.signal })
})

desktop.onEngine((notice) => {
  if (notice.kind === 'stopped') lose(new Error(notice.message))
  if (notice.kind === 'failed') {
    fail(new Error(notice.message))
    loss.abort(new Error(notice.message))
  }
  if (notice.kind === 'started') desktop.connect()
  listeners.forEach((listener) => listener(notice))
})

awaitPort()
desktop.connect()

/** Rejects when the engine dies; oRPC itself would wait for ever where a port's other end was killed. */
function orLost<T>(answer: Promise<T>, lost: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const fail = () => reject(lost.reason as Error)
    lost.addEventListener('abort', fail, { once: true })
    if (lost.aborted) fail()
    void answer.then(resolve, reject).finally(() => lost.removeEventListener('abort', fail))
  })
}

/** A stream that ends with the connection's reason when the engine dies. */
async function* untilLost<T>(
  stream: AsyncIterator<T>,
  lost: AbortSignal
): AsyncGenerator<T, void, undefined> {
  try {
    for (;;) {
      const next = await orLost(stream.next(), lost)
      if (next.done) return
      yield next.value
    }
  } finally {
    if (!lost.aborted) await stream.return?.()
  }
}

const isStream = (value: unknown): value is AsyncIterator<unknown> =>
  typeof value === 'object' && value !== null && Symbol.asyncIterator in value

/**
 * The engine. Calls made while it is starting wait for it; calls that were open when it died reject with a sentence for a person.
 * An abort of the caller's own surfaces as some error: decide by `signal.aborted`.
 */
export const client: Client = createORPCClient({
  async call(path, input, options) {
    const { link, lost } = await current
    const answer = await orLost(link.call(path, input, options), lost)
    return isStream(answer) ? untilLost(answer, lost) : answer
  }
})

/** Told when the engine stops and when it runs again; returns the function that ends it. */
export function onEngineNotice(listener: (notice: EngineNotice) => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
