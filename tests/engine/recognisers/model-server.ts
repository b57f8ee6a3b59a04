import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach } from 'vitest'

export type Answer = (request: IncomingMessage, response: ServerResponse) => void

const servers: Server[] = []

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
})

/** A server on this computer; `answer` may be replaced between requests. It goes when the test ends. */
export async function serve(answer: Answer) {
  const served = { answer, address: '', requests: [] as IncomingMessage['headers'][] }
  const server = createServer((request, response) => {
    served.requests.push(request.headers)
    served.answer(request, response)
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  served.address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return served
}

/** Serves a file as a good server does: with an ETag, and parts of it on request. */
export const file =
  (bytes: Buffer, { etag = '"one"' } = {}): Answer =>
  (request, response) => {
    const from = partAsked(request, etag)
    const part = bytes.subarray(from ?? 0)
    response.writeHead(from === null ? 200 : 206, {
      etag,
      'content-length': part.length,
      ...(from !== null && { 'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` })
    })
    response.end(part)
  }

/** Announces the whole file, sends its first `count` bytes and breaks off. */
export const breakingOff =
  (bytes: Buffer, count: number): Answer =>
  (_, response) => {
    response.writeHead(200, { etag: '"one"', 'content-length': bytes.length })
    response.write(bytes.subarray(0, count), () => setTimeout(() => response.destroy(), 50))
  }

/** Sends without a word of the length. */
export const unannounced =
  (bytes: Buffer): Answer =>
  (_, response) => {
    response.writeHead(200, { etag: '"one"' })
    response.end(bytes)
  }

export const status =
  (code: number, headers: Record<string, string> = {}): Answer =>
  (_, response) => {
    response.writeHead(code, headers)
    response.end()
  }

function partAsked({ headers }: IncomingMessage, etag: string): number | null {
  const start = /^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1]
  const isSame = headers['if-range'] === undefined || headers['if-range'] === etag
  return start !== undefined && isSame ? Number(start) : null
}
