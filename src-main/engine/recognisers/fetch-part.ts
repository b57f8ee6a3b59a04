import { request as plainRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http'
import { request as secureRequest } from 'node:https'
import { isFetchable } from '../../contract/address'
import { proxyFor, tunnel } from './proxy'

const MOST_REDIRECTS = 5

/** What a server says to a request for part of a file. */
export interface Answer {
  status: number
  headers: IncomingHttpHeaders
  /** The bytes as they come; read to its end, or left early, it closes the connection. Throws where nothing came for `patience`. */
  body: AsyncIterable<Buffer>
  close(): void
}

interface Wish {
  headers: Record<string, string>
  /** Milliseconds without a byte after which the server counts as stalled. */
  patience: number
  signal: AbortSignal
}

/**
 * Asks for a file over HTTPS (through the proxy of the environment), or over HTTP from this computer. Follows redirections to such
 * addresses only. Throws an Error with a sentence for a person where nobody answers.
 */
export async function fetchPart(address: string, wish: Wish): Promise<Answer> {
  let target = address
  for (let hops = 0; hops <= MOST_REDIRECTS; hops++) {
    if (!isFetchable(target)) throw new Error(`Nothing is fetched from ${target}: it is no https address.`)
    const answer = await ask(new URL(target), wish)
    const { location } = answer.headers
    if (answer.status < 300 || answer.status >= 400 || !location) return answer
    answer.close()
    target = new URL(location, target).href
  }
  throw new Error(`${new URL(address).host} redirects more than ${MOST_REDIRECTS} times.`)
}

async function ask(target: URL, { headers, patience, signal }: Wish): Promise<Answer> {
  signal.throwIfAborted()
  const isSecure = target.protocol === 'https:'
  const proxy = isSecure ? proxyFor(target) : null
  const socket = proxy && (await tunnel(proxy, target, signal))
  const request = (isSecure ? secureRequest : plainRequest)(target, {
    headers: { ...headers, 'user-agent': 'Cadenza', 'accept-encoding': 'identity' },
    agent: false,
    signal,
    timeout: patience,
    ...(socket && { createConnection: () => socket })
  })
  const stalled = () =>
    request.destroy(new Error(`${target.host} sent nothing for ${Math.round(patience / 1000)} seconds.`))
  request.on('timeout', stalled)
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    request.once('response', resolve)
    request.once('error', (error) => reject(asSentence(error, target)))
    request.end()
  })
  request.on('error', (error) => response.destroy(error)) // also after the head: a stall must reach whoever reads
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    body: bytesOf(response, target),
    close: () => request.destroy()
  }
}

async function* bytesOf(response: IncomingMessage, target: URL): AsyncGenerator<Buffer> {
  try {
    for await (const bytes of response) yield bytes as Buffer
  } catch (error) {
    throw asSentence(error, target)
  }
}

/** Network errors by their code; what has a sentence already keeps it. */
function asSentence(error: unknown, { host }: URL): Error {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === 'ABORT_ERR') return error as Error
  const known: Record<string, string> = {
    ENOTFOUND: `${host} is not known to the network: is this computer online?`,
    EAI_AGAIN: `${host} cannot be looked up: is this computer online?`,
    ECONNREFUSED: `${host} does not accept connections.`,
    ECONNRESET: `The connection to ${host} broke off.`,
    EPIPE: `The connection to ${host} broke off.`,
    ETIMEDOUT: `${host} does not answer.`
  }
  if (code === '' && error instanceof Error) return error
  const reason = error instanceof Error ? error.message : String(error)
  return new Error(known[code] ?? `${host}: ${reason}.`, { cause: error })
}
