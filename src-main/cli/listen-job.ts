import type { Clip } from '../contract/clip'
import type { Detection, JobState, Signal } from '../contract/job'
import type { Seconds } from '../contract/units'
import { followJob, type Client } from './follow-job'
import type { Terminal } from './terminal'

/** The engine drops sound that waits for more than two minutes; so far ahead of the lab it is handed over at most. */
const AHEAD: Seconds = 20

interface Listening {
  params: Record<string, unknown>
  sound: AsyncIterable<Clip>
  /** Heard after the sound, and not counted. */
  silence?: Seconds
  terminal: Terminal
  signal: AbortSignal
  onDetection?: (detection: Detection) => void
  onSignal?: (signal: Signal & { name: string }) => void
}

/** Lets the trigger lab hear a sound from its beginning to its end, as fast as it can. Answers the job and the seconds heard. */
export async function listenTo(
  client: Client,
  listening: Listening
): Promise<{ state: JobState; seconds: Seconds }> {
  const { params, sound, silence = 0, terminal, signal, onDetection, onSignal } = listening
  const { id } = await client.jobs.start({ lab: 'trigger', action: 'run', params })
  const pace = createPace()
  const stopped = new AbortController()
  const following = followJob(client, id, {
    terminal,
    signal,
    ...(onDetection && { onDetection }),
    onSignal: (values) => {
      pace.heard(values.time + values.values.length * values.hop)
      onSignal?.(values)
    }
  }).finally(() => stopped.abort())
  const live = AbortSignal.any([signal, stopped.signal])
  let broken: Error | null = null
  const feeding = feed(client, { id, sound, silence, pace, signal: live }).catch(async (error: unknown) => {
    if (live.aborted) return 0 // the job has ended, and says why
    broken = error instanceof Error ? error : new Error(String(error))
    await client.jobs.cancel({ id })
    return 0
  })
  const [followed, fed] = await Promise.allSettled([following, feeding])
  if (broken !== null) throw broken as Error
  if (followed.status === 'rejected') throw followed.reason
  if (fed.status === 'rejected') throw fed.reason
  return { state: followed.value, seconds: fed.value }
}

interface Feeding {
  id: string
  sound: AsyncIterable<Clip>
  silence: Seconds
  pace: Pace
  signal: AbortSignal
}

async function feed(client: Client, { id, sound, silence, pace, signal }: Feeding): Promise<Seconds> {
  let seconds = 0
  let sampleRate = 0
  const end = aborted(signal)
  for await (const clip of untilEnd(sound, end)) {
    await Promise.race([pace.reaches(seconds - AHEAD), end])
    if (signal.aborted) break
    await client.jobs.feed({ id, samples: new Float32Array(clip.samples), sampleRate: clip.sampleRate })
    seconds += clip.samples.length / clip.sampleRate
    sampleRate = clip.sampleRate
  }
  if (signal.aborted) return seconds
  const tail = new Float32Array(Math.round(silence * sampleRate))
  if (tail.length > 0) await client.jobs.feed({ id, samples: tail, sampleRate })
  await client.jobs.finish({ id })
  return seconds
}

interface Pace {
  heard(until: Seconds): void
  /** Settles when the lab has heard so far. */
  reaches(time: Seconds): Promise<void>
}

function createPace(): Pace {
  let heardUntil = 0
  let waiting: { time: Seconds; wake: () => void } | null = null
  return {
    heard(until) {
      heardUntil = Math.max(heardUntil, until)
      if (waiting && heardUntil >= waiting.time) waiting.wake()
    },
    reaches: (time) =>
      heardUntil >= time ? Promise.resolve() : new Promise((resolve) => (waiting = { time, wake: resolve }))
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
}

/** The same items, but ends at once when `end` settles, even while a pipe gives nothing. */
async function* untilEnd<T>(items: AsyncIterable<T>, end: Promise<void>): AsyncGenerator<T> {
  const nothing = end.then(() => ({ done: true as const, value: undefined }))
  const iterator = items[Symbol.asyncIterator]()
  for (;;) {
    const next = await Promise.race([iterator.next(), nothing])
    if (next.done) return
    yield next.value
  }
}

/** A clip as a stream of pieces of one second. */
export async function* inSeconds({ samples, sampleRate }: Clip): AsyncGenerator<Clip> {
  for (let at = 0; at < samples.length; at += sampleRate)
    yield { samples: samples.slice(at, at + sampleRate), sampleRate }
}
