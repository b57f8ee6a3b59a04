import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, readFile, rm, stat, statfs, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { z } from 'zod'
import { isCode } from '../../library/files'
import { fetchPart, type Answer } from './fetch-part'

const PATIENCE = 30_000

export interface Wanted {
  address: string
  /** Where it goes, to stay there as the part that it is until it is whole; `<file>.json` beside it says what it is a part of. */
  file: string
  bytes: number
  sha256: string
}

interface Watching {
  signal: AbortSignal
  /** Told how many bytes are here, after every piece. */
  onProgress: (received: number) => void
  /** Milliseconds without a byte after which the server counts as stalled. */
  patience?: number
}

/** What the part is a part of, so that it is only continued with the same. */
const origin = z.object({ address: z.string(), validator: z.string().nullable() })

const originOf = (file: string) => `${file}.json`

/** Bytes that an earlier attempt left. */
export async function receivedOf(file: string): Promise<number> {
  return stat(file).then(
    ({ size }) => size,
    () => 0
  )
}

/** Throws away what earlier attempts left. */
export async function forget(file: string): Promise<void> {
  await rm(file, { force: true })
  await rm(originOf(file), { force: true })
}

/**
 * Fetches a file, or goes on where an earlier attempt stopped, and checks its size and digest: once this is over it is whole. What was
 * received stays for the next attempt unless it was found to be wrong. Throws an Error with a sentence for a person, or the signal's reason.
 */
export async function download(wanted: Wanted, watching: Watching): Promise<void> {
  await mkdir(dirname(wanted.file), { recursive: true })
  if ((await receivedOf(wanted.file)) > wanted.bytes) await forget(wanted.file)
  await refuseWithoutRoom(wanted)
  try {
    const here = await receivedOf(wanted.file)
    if (here < wanted.bytes) await receive(wanted, here, watching)
    await check(wanted, watching.signal)
  } catch (error) {
    watching.signal.throwIfAborted()
    throw isCode(error, 'ENOSPC')
      ? new Error('The disk is full: what arrived is kept for the next attempt.')
      : error
  }
}

async function receive(wanted: Wanted, here: number, watching: Watching): Promise<void> {
  const { address, file } = wanted
  const known = await readOrigin(file)
  // without a validator nothing says that the rest belongs to what is here
  const from = here > 0 && known?.address === address && known.validator ? here : 0
  const answer = await fetchPart(address, {
    headers: from > 0 ? { range: `bytes=${from}-`, 'if-range': known!.validator! } : {},
    patience: watching.patience ?? PATIENCE,
    signal: watching.signal
  })
  try {
    if (answer.status === 416 || (answer.status === 206 && !continues(answer, { wanted, from })))
      await forget(file)
    await append(wanted, { answer, at: startOf(answer, { wanted, from }) }, watching)
  } finally {
    answer.close()
  }
}

/** Whether the answer goes on with the file that is wanted, where it was asked to. */
function continues({ headers }: Answer, { wanted, from }: { wanted: Wanted; from: number }): boolean {
  const [, start, total] = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(headers['content-range'] ?? '') ?? []
  return from > 0 && Number(start) === from && (total === '*' || Number(total) === wanted.bytes)
}

/** Where the answer's bytes belong. Throws where they are not what was asked for. */
function startOf(answer: Answer, { wanted, from }: { wanted: Wanted; from: number }): number {
  const { status, headers } = answer
  const { host } = new URL(wanted.address)
  if (status === 206) {
    if (continues(answer, { wanted, from })) return from
    throw new Error(`The file on ${host} is another one than before; the next attempt begins anew.`)
  }
  if (status === 404 || status === 410)
    throw new Error(`${host} does not have ${wanted.address}. Is the mirror in Settings right?`)
  if (status === 416)
    throw new Error(`The file on ${host} is shorter than before; the next attempt begins anew.`)
  if (status !== 200)
    throw new Error(`${host} answered with ${status} where a file was expected. Try again later.`)
  const length = headers['content-length']
  if (length !== undefined && Number(length) !== wanted.bytes)
    throw new Error(
      `${host} offers a file of ${length} bytes; the model has ${wanted.bytes}. Nothing was taken.`
    )
  return 0
}

async function append(
  { address, file, bytes }: Wanted,
  { answer, at }: { answer: Answer; at: number },
  { onProgress, signal }: Watching
): Promise<void> {
  const { host } = new URL(address)
  const out = await open(file, at === 0 ? 'w' : 'r+')
  let received = at
  try {
    if (at === 0) await writeFile(originOf(file), JSON.stringify({ address, validator: validatorOf(answer) }))
    for await (const piece of answer.body) {
      signal.throwIfAborted()
      if (received + piece.length > bytes) {
        await forget(file)
        throw new Error(`${host} sent more than the ${bytes} bytes that the model has: it was thrown away.`)
      }
      await out.write(piece, 0, piece.length, received)
      onProgress((received += piece.length))
    }
    await out.sync()
  } finally {
    await out.close()
  }
  signal.throwIfAborted()
  if (received < bytes)
    throw new Error(
      `The connection to ${host} ended after ${received} of ${bytes} bytes; the next attempt goes on from there.`
    )
}

/** A strong ETag, or else a date: what If-Range compares. */
function validatorOf({ headers }: Answer): string | null {
  const { etag } = headers
  return etag && !etag.startsWith('W/') ? etag : (headers['last-modified'] ?? null)
}

async function readOrigin(file: string): Promise<z.output<typeof origin> | null> {
  try {
    return origin.parse(JSON.parse(await readFile(originOf(file), 'utf8')))
  } catch {
    return null
  }
}

async function check({ file, sha256, address }: Wanted, signal: AbortSignal): Promise<void> {
  const digest = await digestOf(file, signal)
  if (digest === sha256) return
  await forget(file)
  throw new Error(
    `What came from ${new URL(address).host} is not the published model (SHA-256 ${digest.slice(0, 12)}… instead of ${sha256.slice(0, 12)}…): it was thrown away.`
  )
}

/** SHA-256 of a file, in hexadecimal. */
export async function digestOf(file: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256')
  for await (const piece of createReadStream(file, { highWaterMark: 1 << 20, signal }))
    hash.update(piece as Buffer)
  return hash.digest('hex')
}

async function refuseWithoutRoom({ file, bytes }: Wanted): Promise<void> {
  const { bavail, bsize } = await statfs(dirname(file))
  const needed = bytes - (await receivedOf(file))
  const free = bavail * bsize
  if (free < needed)
    throw new Error(
      `The disk has ${megabytes(free)} left, and ${megabytes(needed)} are needed: make room, then try again.`
    )
}

const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`
