import { request as plainRequest, type IncomingMessage } from 'node:http'
import { request as secureRequest } from 'node:https'
import type { Duplex } from 'node:stream'
import { connect, type TLSSocket } from 'node:tls'

type Environment = Record<string, string | undefined>

const CONNECT_TIMEOUT = 30_000

/**
 * The proxy that the environment names for an HTTPS address; null where it is reached directly. Read are HTTPS_PROXY and ALL_PROXY, and
 * NO_PROXY: `*`, or names with a comma between them, each of which means the host and all below it, with a port where one is given.
 */
export function proxyFor(target: URL, environment: Environment = process.env): URL | null {
  const read = (name: string) => environment[name.toLowerCase()] || environment[name] || ''
  if (isExempt(target, read('NO_PROXY'))) return null
  const named = read('HTTPS_PROXY') || read('ALL_PROXY')
  if (named === '') return null
  const address = named.includes('://') ? named : `http://${named}`
  if (!URL.canParse(address) || !/^https?:$/.test(new URL(address).protocol))
    throw new Error(`The environment names a proxy that Cadenza cannot use: ${withoutPassword(address)}`)
  return new URL(address)
}

function isExempt(target: URL, list: string): boolean {
  const port = target.port || '443'
  return list
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .some((entry) => {
      if (entry === '*') return true
      const [, host = '', onlyPort] = /^(.*?)(?::(\d+))?$/.exec(entry.toLowerCase())!
      const name = host.replace(/^\*?\./, '')
      const isHost = target.hostname === name || target.hostname.endsWith(`.${name}`)
      return isHost && (onlyPort === undefined || onlyPort === port)
    })
}

/** A connection to `target` through the proxy, encrypted to the target itself. */
export async function tunnel(proxy: URL, target: URL, signal: AbortSignal): Promise<TLSSocket> {
  const authority = `${target.hostname}:${target.port || 443}`
  const request = (proxy.protocol === 'https:' ? secureRequest : plainRequest)({
    host: proxy.hostname.replace(/^\[|\]$/g, ''),
    port: proxy.port || (proxy.protocol === 'https:' ? 443 : 80),
    method: 'CONNECT',
    path: authority,
    agent: false,
    signal,
    timeout: CONNECT_TIMEOUT,
    headers: { host: authority, ...credentials(proxy) }
  })
  const socket = await new Promise<Duplex>((resolve, reject) => {
    request.once('error', (error) =>
      reject(new Error(`The proxy ${proxy.host} cannot be reached: ${error.message}`, { cause: error }))
    )
    request.once('timeout', () => request.destroy(new Error('it does not answer')))
    request.once('connect', (answer: IncomingMessage, connected: Duplex) => {
      if (answer.statusCode === 200) return resolve(connected)
      connected.destroy()
      reject(new Error(`The proxy ${proxy.host} refused with ${answer.statusCode} ${answer.statusMessage}`))
    })
    request.end()
  })
  return connect({ socket, servername: target.hostname })
}

function credentials({ username, password }: URL): { 'proxy-authorization'?: string } {
  if (username === '') return {}
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  return { 'proxy-authorization': `Basic ${Buffer.from(pair).toString('base64')}` }
}

const withoutPassword = (address: string) => address.replace(/\/\/[^@/]*@/, '//')
