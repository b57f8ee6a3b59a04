import { createServer } from 'node:http'
import { createServer as createPlainServer, connect, type AddressInfo, type Server } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { isFetchable } from '../../../src-main/contract/address'
import { proxyFor, tunnel } from '../../../src-main/engine/recognisers/proxy'

const TARGET = new URL('https://huggingface.co/file')
const hrefFor = (environment: Record<string, string>, target = TARGET) =>
  proxyFor(target, environment)?.href ?? null

describe('the proxy of the environment', () => {
  it('is read from HTTPS_PROXY or ALL_PROXY, in either case, with or without a scheme', () => {
    expect(hrefFor({})).toBeNull()
    expect(hrefFor({ HTTP_PROXY: 'http://plain:1' })).toBeNull()
    expect(hrefFor({ HTTPS_PROXY: 'http://proxy:3128' })).toBe('http://proxy:3128/')
    expect(hrefFor({ https_proxy: 'proxy:3128' })).toBe('http://proxy:3128/')
    expect(hrefFor({ ALL_PROXY: 'https://proxy' })).toBe('https://proxy/')
  })

  it('is left out for the hosts of NO_PROXY', () => {
    const without = (NO_PROXY: string) => hrefFor({ HTTPS_PROXY: 'http://proxy:1', NO_PROXY })
    for (const list of ['*', 'huggingface.co', 'a.b, .co', 'HUGGINGFACE.co:443', '*.co'])
      expect(without(list)).toBeNull()
    for (const list of ['face.co', 'huggingface.co:8443', 'example.org']) expect(without(list)).not.toBeNull()
  })

  it('is refused where it is of another kind, without its password', () => {
    const refused = () => proxyFor(TARGET, { HTTPS_PROXY: 'socks5://me:secret@proxy:1080' })
    expect(refused).toThrow('cannot use: socks5://proxy:1080')
  })
})

describe('addresses to fetch from', () => {
  it('are https, or this computer', () => {
    for (const good of ['https://a.b/c', 'http://localhost:1', 'http://127.0.0.1:8', 'http://[::1]/'])
      expect(isFetchable(good)).toBe(true)
    for (const bad of [
      'http://a.b',
      'ftp://a',
      'file:///etc',
      'x',
      '',
      'http://127.0.0.1.evil.org',
      'http://localhost.evil.org'
    ])
      expect(isFetchable(bad)).toBe(false)
  })
})

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

async function listen(server: Server): Promise<number> {
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

describe('a tunnel', () => {
  it('asks the proxy for the target with the password, then speaks TLS to the target itself', async () => {
    const hello = withResolvers<Buffer>()
    const target = await listen(createPlainServer((socket) => socket.once('data', hello.resolve)))
    const asked: (string | undefined)[] = []
    const proxy = createServer()
    proxy.on('connect', (request, socket) => {
      asked.push(request.url, request.headers['proxy-authorization'])
      const onward = connect(target, '127.0.0.1', () => socket.write('HTTP/1.1 200 OK\r\n\r\n'))
      socket.pipe(onward).pipe(socket)
    })
    const address = new URL(`http://me:p%40ss@127.0.0.1:${await listen(proxy)}`)
    const socket = await tunnel(address, new URL('https://huggingface.co/x'), new AbortController().signal)
    socket.on('error', () => {})
    const bytes = await hello.promise
    socket.destroy()
    expect(asked).toEqual(['huggingface.co:443', `Basic ${Buffer.from('me:p@ss').toString('base64')}`])
    expect(bytes[0]).toBe(0x16) // a TLS handshake
    expect(bytes.includes('huggingface.co')).toBe(true)
  })

  it('says why the proxy refuses', async () => {
    const proxy = createServer()
    proxy.on('connect', (_, socket) => socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n'))
    const address = new URL(`http://127.0.0.1:${await listen(proxy)}`)
    const refused = tunnel(address, TARGET, new AbortController().signal)
    await expect(refused).rejects.toThrow(/refused with 407 Proxy Authentication Required/)
  })
})

function withResolvers<T>() {
  let resolve!: (value: T) => void
  const promise = new Promise<T>((done) => (resolve = done))
  return { promise, resolve }
}
