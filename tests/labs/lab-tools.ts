import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Artifact } from '../../src-main/contract/artifact'
import { durationOf, type Clip } from '../../src-main/contract/clip'
import type { LabEvent } from '../../src-main/contract/events'
import type { Dataset, Innards, LongSound, Recogniser, Tools } from '../../src-main/labs/lab'

const ASSETS = process.env['CADENZA_ASSETS'] ?? resolve(import.meta.dirname, '../../assets')

/** Tools as the engine hands them to a lab, over what a test holds in memory. The clock stands still. */
export function toolsFor(given: {
  dataset?: Dataset
  model?: Artifact
  /** What the microphone hears. */
  clips?: Clip[]
  /** What `sound` answers, in pieces of ten seconds, whatever is asked for. */
  sound?: Clip
  recogniser?: Recogniser
  innards?: Innards | null
  checkpoint?: Artifact | null
  signal?: AbortSignal
}): Tools {
  const { dataset, model, sound, recogniser, innards = null, clips = [], checkpoint = null } = given
  const { signal = new AbortController().signal } = given
  return {
    signal,
    appVersion: 'test',
    dataset: () => (dataset ? Promise.resolve(dataset) : Promise.reject(new Error('no data set'))),
    model: () => (model ? Promise.resolve(model) : Promise.reject(new Error('no model'))),
    sound: ({ id }) =>
      sound ? Promise.resolve(longSound(id, sound)) : Promise.reject(new Error('no sound')),
    recogniser: () => (recogniser ? Promise.resolve(recogniser) : Promise.reject(new Error('no recogniser'))),
    innards: () => innards,
    asset: async (path) => new Uint8Array(await readFile(resolve(ASSETS, path))),
    microphone: feed(clips),
    checkpoint,
    now: () => 0
  }
}

async function* feed(clips: Clip[]): AsyncGenerator<Clip> {
  for (const clip of clips) yield await Promise.resolve(clip)
}

function longSound(name: string, clip: Clip): LongSound {
  const { samples, sampleRate } = clip
  const starts = Array.from({ length: Math.ceil(durationOf(clip) / 10) }, (_, i) => i * 10 * sampleRate)
  const pieces = starts.map((at) => ({ samples: samples.slice(at, at + 10 * sampleRate), sampleRate }))
  return { name, duration: durationOf(clip), pieces: () => feed(pieces) }
}

/** All events of an action, or as many as `until` lets pass. */
export async function collect(
  events: AsyncIterable<LabEvent>,
  until: (event: LabEvent, all: LabEvent[]) => boolean = () => false
): Promise<LabEvent[]> {
  const all: LabEvent[] = []
  for await (const event of events) {
    all.push(event)
    if (until(event, all)) break
  }
  return all
}

type Of<T extends LabEvent['type']> = Extract<LabEvent, { type: T }>

/** The events of one type. */
export function only<T extends LabEvent['type']>(events: LabEvent[], type: T): Of<T>[] {
  return events.filter((event): event is Of<T> => event.type === type)
}
