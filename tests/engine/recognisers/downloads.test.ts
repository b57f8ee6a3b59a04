import { execFileSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { RecogniserInfo } from '../../../src-main/contract/speech'
import type { WhisperModel } from '../../../src-main/engine/recognisers/catalogue'
import { openEngine, temporaryFolder } from '../engine-for-test'
import { breakingOff, file, serve, status, unannounced, type Answer } from './model-server'

const BYTES = randomBytes(300_000)
const HALF = 150_000
const MODEL: WhisperModel = {
  id: 'test.en',
  name: 'Test',
  language: 'English',
  bytes: BYTES.length,
  sha256: createHash('sha256').update(BYTES).digest('hex'),
  wer: 0.056
}
const KEY = { engine: 'whisper', id: MODEL.id } as const

async function openDownloads(answer: Answer, { patience = 5_000, folder = '' } = {}) {
  const server = await serve(answer)
  const libraryFolder = folder || (await temporaryFolder())
  const { client } = await openEngine({
    libraryFolder,
    catalogue: [MODEL],
    downloadPatience: patience,
    settings: { libraryFolder, backend: 'cpu', theme: 'system', chime: true, speechMirror: server.address }
  })
  const shelf = join(libraryFolder, 'recognisers', 'whisper')
  /** The row of the model as soon as it is in the state. */
  const until = async (isSo: (row: RecogniserInfo) => boolean) => {
    for await (const list of await client.recognisers.watch()) {
      const row = list.find(({ id }) => id === MODEL.id)
      if (row && isSo(row)) return row
    }
    throw new Error('the list ended')
  }
  /** One attempt, to its end. */
  const attempt = async () => {
    await client.recognisers.download(KEY)
    return until(({ state }) => state !== 'downloading')
  }
  return { client, server, shelf, until, attempt }
}

describe('a download', () => {
  it('is checked, installed and listed with where it came from', async () => {
    const { attempt, shelf, server } = await openDownloads(file(BYTES))
    expect(await attempt()).toMatchObject({
      state: 'installed',
      name: 'Test',
      problem: null,
      expected: { wer: 0.056 }
    })
    expect(readFileSync(join(shelf, 'test.en', 'model.bin'))).toEqual(BYTES)
    const card = JSON.parse(readFileSync(join(shelf, 'test.en', 'card.json'), 'utf8')) as object
    expect(card).toMatchObject({
      sha256: MODEL.sha256,
      origin: `${server.address}/ggml-test.en.bin`,
      licence: 'MIT'
    })
    expect(() => statSync(join(shelf, 'test.en.part'))).toThrow('ENOENT')
  })

  it('is never told to be missing between being fetched and being here', async () => {
    const { client, until } = await openDownloads(file(BYTES))
    await client.recognisers.download(KEY)
    const told = new Set<string>()
    const ask = async () => {
      while (!told.has('installed')) told.add((await until(() => true)).state)
    }
    await Promise.all(Array.from({ length: 20 }, ask))
    expect(told).not.toContain('available')
  })

  it('goes on where it broke off, and fetches only the rest', async () => {
    const { attempt, server } = await openDownloads(breakingOff(BYTES, HALF))
    const broken = await attempt()
    expect(broken).toMatchObject({ state: 'available', received: HALF })
    expect(broken.problem).toMatch(/connection to 127\.0\.0\.1:\d+ broke off/i)
    server.answer = file(BYTES)
    expect(await attempt()).toMatchObject({ state: 'installed', problem: null })
    expect(server.requests[1]).toMatchObject({ range: `bytes=${HALF}-`, 'if-range': '"one"' })
  })

  it('begins anew on a server that sends no parts', async () => {
    const { attempt, server } = await openDownloads(breakingOff(BYTES, HALF))
    await attempt()
    server.answer = unannounced(BYTES)
    expect(await attempt()).toMatchObject({ state: 'installed' })
  })

  it('begins anew where the file was changed between attempts', async () => {
    const { attempt, server } = await openDownloads(breakingOff(randomBytes(BYTES.length), HALF))
    await attempt()
    server.answer = file(BYTES, { etag: '"two"' })
    expect(await attempt()).toMatchObject({ state: 'installed' })
  })

  it('throws a part away that a server goes on with as another file', async () => {
    const { attempt, server } = await openDownloads(breakingOff(BYTES, HALF))
    await attempt()
    server.answer = status(206, { 'content-range': 'bytes 0-9/10' })
    expect(await attempt()).toMatchObject({
      received: 0,
      problem: expect.stringMatching(/begins anew/) as string
    })
  })

  it('keeps what a truncated answer brought', async () => {
    const { attempt } = await openDownloads(unannounced(BYTES.subarray(0, HALF)))
    expect(await attempt()).toMatchObject({
      state: 'available',
      received: HALF,
      problem: expect.stringContaining(`ended after ${HALF} of ${BYTES.length} bytes`) as string
    })
  })

  it('throws away what has another digest', async () => {
    const damaged = Buffer.from(BYTES)
    damaged[123_456]! ^= 1
    const { attempt, shelf } = await openDownloads(file(damaged))
    expect(await attempt()).toMatchObject({
      state: 'available',
      received: 0,
      problem: expect.stringMatching(/is not the published model .* thrown away/) as string
    })
    expect(() => statSync(join(shelf, 'test.en'))).toThrow('ENOENT')
  })

  it('takes nothing that is announced longer, and throws away what turns out longer', async () => {
    const longer = Buffer.concat([BYTES, BYTES])
    const { attempt, server } = await openDownloads(file(longer))
    expect((await attempt()).problem).toMatch(/offers a file of 600000 bytes; the model has 300000/)
    server.answer = unannounced(longer)
    expect(await attempt()).toMatchObject({
      received: 0,
      problem: expect.stringMatching(/sent more than/) as string
    })
  })

  it('says what a server refuses', async () => {
    const { attempt, server } = await openDownloads(status(404))
    expect((await attempt()).problem).toMatch(
      /does not have .*ggml-test\.en\.bin\. Is the mirror in Settings right\?/
    )
    server.answer = status(503)
    expect((await attempt()).problem).toMatch(/answered with 503/)
    server.answer = status(302, { location: 'http://example.com/model.bin' })
    expect((await attempt()).problem).toMatch(/Nothing is fetched from http:\/\/example\.com/)
  })

  it('follows a redirection', async () => {
    const { attempt, server } = await openDownloads((request, response) => {
      if (request.url === '/elsewhere') file(BYTES)(request, response)
      else status(302, { location: '/elsewhere' })(request, response)
    })
    expect(await attempt()).toMatchObject({ state: 'installed' })
    expect(server.requests).toHaveLength(2)
  })

  it('gives a stalled server up and keeps the part', async () => {
    const stalling: Answer = (_, response) => {
      response.writeHead(200, { etag: '"one"', 'content-length': BYTES.length })
      response.write(BYTES.subarray(0, HALF))
    }
    const { attempt, server } = await openDownloads(stalling, { patience: 400 })
    expect(await attempt()).toMatchObject({
      received: HALF,
      problem: expect.stringMatching(/sent nothing for/) as string
    })
    server.answer = () => {} // not even a head
    expect((await attempt()).problem).toMatch(/sent nothing for/)
  })

  it('waits for a server that is slow but sends', async () => {
    const { attempt } = await openDownloads(
      (_, response) => {
        response.writeHead(200, { etag: '"one"', 'content-length': BYTES.length })
        let at = 0
        const timer = setInterval(() => {
          response.write(BYTES.subarray(at, (at += 15_000)))
          if (at < BYTES.length) return
          clearInterval(timer)
          response.end()
        }, 150)
      },
      { patience: 2_000 } // less than the 3 s that all of it takes
    )
    expect(await attempt()).toMatchObject({ state: 'installed' })
  })

  it('is stopped by the person, shows how far it came, and goes on later', async () => {
    const { client, server, until, attempt } = await openDownloads((_, response) => {
      response.writeHead(200, { etag: '"one"', 'content-length': BYTES.length })
      response.write(BYTES.subarray(0, HALF))
    })
    await client.recognisers.download(KEY)
    expect(await until(({ received }) => received === HALF)).toMatchObject({
      state: 'downloading',
      bytes: BYTES.length
    })
    await client.recognisers.cancelDownload(KEY)
    expect(await until(() => true)).toMatchObject({ state: 'available', received: HALF, problem: null })
    server.answer = file(BYTES)
    expect(await attempt()).toMatchObject({ state: 'installed' })
    expect(server.requests[1]?.range).toBe(`bytes=${HALF}-`)
  })

  it('throws away what was fetched of a model when it is removed', async () => {
    const { client, attempt, until } = await openDownloads(breakingOff(BYTES, HALF))
    await attempt()
    await client.recognisers.remove(KEY)
    expect(await until(() => true)).toMatchObject({ state: 'available', received: 0, problem: null })
  })

  it('is refused for what nobody offers and for what is here', async () => {
    const { client, attempt } = await openDownloads(file(BYTES))
    const refused = client.recognisers.download({ engine: 'whisper', id: '../../etc' })
    await expect(refused).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await attempt()
    await expect(client.recognisers.download(KEY)).rejects.toMatchObject({ code: 'BUSY' })
  })
})

const isRoot = process.platform === 'linux' && process.getuid?.() === 0

/** A folder on a disk of so many bytes of its own; null where none can be mounted. */
async function tinyDisk(bytes: number): Promise<{ folder: string; unmount(): void } | null> {
  const folder = join(await temporaryFolder(), 'disk')
  mkdirSync(folder)
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', folder], { stdio: 'pipe' })
  } catch {
    return null
  }
  return { folder, unmount: () => execFileSync('umount', ['-l', folder]) }
}

describe.runIf(isRoot)('a download onto a full disk', () => {
  it('is refused before it begins, with the room that is needed', async (context) => {
    const disk = await tinyDisk(200 << 10)
    if (!disk) return context.skip('no disk can be mounted here')
    try {
      const { attempt, server } = await openDownloads(file(BYTES), { folder: disk.folder })
      expect((await attempt()).problem).toMatch(/The disk has .* left, and 0\.3 MB are needed/)
      expect(server.requests).toHaveLength(0)
    } finally {
      disk.unmount()
    }
  })

  it('ends with a sentence where it fills up meanwhile, and goes on when there is room', async (context) => {
    const disk = await tinyDisk(600 << 10)
    if (!disk) return context.skip('no disk can be mounted here')
    const filler = join(disk.folder, 'filler')
    try {
      const { attempt, server } = await openDownloads(
        (_, response) => {
          response.writeHead(200, { etag: '"one"', 'content-length': BYTES.length })
          response.write(BYTES.subarray(0, 50_000))
          setTimeout(() => {
            fillUp(filler)
            response.end(BYTES.subarray(50_000))
          }, 300)
        },
        { folder: disk.folder }
      )
      const full = await attempt()
      expect(full).toMatchObject({
        state: 'available',
        problem: expect.stringMatching(/The disk is full/) as string
      })
      rmSync(filler)
      server.answer = file(BYTES)
      expect(await attempt()).toMatchObject({ state: 'installed', problem: null })
    } finally {
      disk.unmount()
    }
  })
})

function fillUp(path: string): void {
  const page = Buffer.alloc(4096)
  try {
    for (;;) writeFileSync(path, page, { flag: 'a' })
  } catch (error) {
    expect(error).toMatchObject({ code: 'ENOSPC' })
  }
}
