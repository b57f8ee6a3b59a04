import { basename, extname } from 'node:path'
import { decodeAudio } from '../audio/decode'
import { judgeTake } from '../audio/quality'
import { trimToSpeech } from '../audio/vad'
import { WAV_SAMPLE_BYTES, encodeWav, readWav, wavHeader, wavSamples } from '../audio/wav'
import { durationOf, type Clip } from '../contract/clip'
import type { ClipCard, ClipEntry, ClipRef, Judgement, Role } from '../contract/library'
import type { Hertz, Seconds } from '../contract/units'
import { textOf, type Word } from '../contract/transcript'
import type { Dataset, LongSound } from '../labs/lab'
import { asFolderName } from '../library/files'
import { LibraryError } from '../library/library-error'
import type { Library } from '../library/library'
import type { RepairSound } from '../library/repair'
import { sourcesOf } from './songs'
import { textSourcesOf } from './texts'
import { Outlines, type Outline } from './outline'
import { longWav, openWavFile } from './wav-file'

/** 16 bits: every program plays them, and their noise lies 96 dB down, far below any microphone's. */
const FORMAT = 'pcm16'
const LARGEST_IMPORT = 1 << 30
const LONGEST_RECORDING: Seconds = 6 * 3600
/**
 * A recorder that says nothing for so many rounds is gone, with its window: what it recorded is kept as it stands. Not so much time but
 * rounds: an engine that was itself held up for a minute has what the recorder said meanwhile still before it.
 */
const SILENT_ROUNDS = 3
const ROUND = 10_000 // ms
const LONGEST_PART: Seconds = 60

interface Place {
  name: string
  dataset: string | null
  role: Role | null
}

type Origin = Pick<ClipCard, 'origin' | 'source' | 'score' | 'recovered'>

/** Sound on its way into the library and out of it: the library keeps bytes, labs and window want clips. */
export class Shelf {
  #recordings = new Map<string, { ref: ClipRef; name: string; sampleRate: Hertz; silentRounds: number }>()
  #outlines = new Outlines()
  #watch = setInterval(() => void this.#completeSilent(), ROUND)

  constructor(private readonly library: Library) {
    this.#watch.unref()
  }

  async begin({ sampleRate, ...place }: Place & { sampleRate: Hertz }): Promise<ClipRef> {
    const header = wavHeader({ sampleRate, sampleCount: 0, format: FORMAT })
    const ref = await this.library.clips.begin(place, header)
    this.#recordings.set(keyOf(ref), { ref, name: place.name, sampleRate, silentRounds: 0 })
    return ref
  }

  async append(ref: ClipRef, samples: Float32Array): Promise<void> {
    const recording = this.#recording(ref)
    recording.silentRounds = 0
    const seconds = this.library.clips.lengthOf(ref) / WAV_SAMPLE_BYTES[FORMAT] / recording.sampleRate
    if (seconds > LONGEST_RECORDING)
      throw new LibraryError('INVALID', `a recording lasts at most ${LONGEST_RECORDING / 3600} hours`)
    await this.library.clips.append(ref, wavSamples(samples, FORMAT))
  }

  /** Completes a recording: a take of a word is judged, and trimmed to the speech where `trim` is set. */
  async finish(
    ref: ClipRef,
    { trim, recovered }: { trim: boolean; recovered?: boolean }
  ): Promise<ClipEntry> {
    const { clips } = this.library
    const { name, sampleRate } = this.#recording(ref)
    this.#recordings.delete(keyOf(ref))
    const sampleCount = clips.lengthOf(ref) / WAV_SAMPLE_BYTES[FORMAT]
    await clips.end(ref, wavHeader({ sampleRate, sampleCount, format: FORMAT }))
    if (!isTake(ref.role) && !trim) {
      const duration = sampleCount / sampleRate
      return clips.keep(ref, {
        name,
        duration,
        sampleRate,
        createdAt: now(),
        origin: 'microphone',
        recovered
      })
    }
    const samples = sampleCount === 0 ? new Float32Array(0) : (await this.#readSound(ref)).samples
    const { clip, judgement } = prepare({ samples, sampleRate }, { trim, role: ref.role })
    if (clip.samples !== samples) await clips.replaceSound(ref, encodeWav(clip, FORMAT))
    return clips.keep(ref, { name, ...describe(clip), judgement, origin: 'microphone', recovered })
  }

  async read(ref: ClipRef): Promise<Clip> {
    return this.#readSound(ref, (await this.library.clips.read(ref)).bytes)
  }

  judge(clip: Clip): Judgement {
    return judgeTake(clip)
  }

  /** A sound file of any supported format. Throws AudioFormatError with the reason. */
  async importFile(place: Place & { bytes: Uint8Array; trim: boolean }): Promise<ClipEntry> {
    const { bytes, ...rest } = place
    if (bytes.length > LARGEST_IMPORT)
      throw new LibraryError(
        'UNREADABLE',
        `${place.name} has ${(bytes.length / 2 ** 30).toFixed(1)} GB; at most 1 GB can be imported`
      )
    const clip = await decodeAudio(bytes, place.name)
    return this.importClip({ ...rest, clip, origin: { origin: 'import', source: place.name } })
  }

  async importClip(wish: Place & { clip: Clip; trim: boolean; origin: Origin }): Promise<ClipEntry> {
    const { name, dataset, role, trim, origin } = wish
    if (wish.clip.samples.length === 0) throw new LibraryError('UNREADABLE', `${name} holds no sound`)
    if (!wish.clip.samples.every(Number.isFinite))
      throw new LibraryError('UNREADABLE', `${name} holds samples that are no numbers`)
    const { clip, judgement } = prepare(wish.clip, { trim, role })
    const title = asFolderName(basename(name, extname(name)))
    return this.library.clips.add(
      { name: title, dataset, role },
      { wav: encodeWav(clip, FORMAT), card: { ...describe(clip), judgement, ...origin } }
    )
  }

  /** At most a minute of a clip, which is not read beyond it. */
  async readPart({ start, end, ...ref }: ClipRef & { start: Seconds; end: Seconds }): Promise<Clip> {
    if (end < start || end - start > LONGEST_PART)
      throw new LibraryError(
        'INVALID',
        `'end' must lie 0 to ${LONGEST_PART} s after 'start', not ${(end - start).toFixed(1)}`
      )
    await this.library.clips.card(ref)
    const file = await openWavFile(this.library.clips.soundOf(ref))
    try {
      const { sampleRate } = file
      const from = Math.round(start * sampleRate)
      return { samples: await file.read(from, Math.round(end * sampleRate) - from), sampleRate }
    } finally {
      await file.close()
    }
  }

  async outline({ columns, ...ref }: ClipRef & { columns: number }): Promise<Outline> {
    await this.library.clips.card(ref)
    return this.#outlines.of(this.library.clips.soundOf(ref), columns)
  }

  /** A clip of the library as labs read what may be long. */
  async sound(ref: ClipRef): Promise<LongSound> {
    const { name } = await this.library.clips.card(ref)
    return longWav(this.library.clips.soundOf(ref), name)
  }

  /** A data set of the library as labs take it: clips are read when they are needed. */
  async dataset(id: string): Promise<Dataset> {
    const { name, clips, songs, texts, hash } = await this.library.datasets.read(id)
    const groups: Dataset['groups'] = {}
    for (const { ref, duration, said } of clips)
      (groups[ref.role ?? ''] ??= []).push({
        name: ref.id,
        duration,
        ...(said && { transcript: textOf(said), speaker: onlySpeaker(said) }),
        load: () => this.read(ref)
      })
    return {
      ...{ name, hash, groups },
      songs: sourcesOf(this.library, songs),
      texts: textSourcesOf(this.library, texts)
    }
  }

  /** Completes what is still being recorded. */
  async close(): Promise<void> {
    clearInterval(this.#watch)
    for (const { ref } of [...this.#recordings.values()]) await this.finish(ref, { trim: false })
  }

  async #completeSilent(): Promise<void> {
    for (const recording of [...this.#recordings.values()])
      if (++recording.silentRounds > SILENT_ROUNDS)
        await this.finish(recording.ref, { trim: false, recovered: true }).catch((error: unknown) =>
          console.error(error)
        )
  }

  async #readSound(ref: ClipRef, bytes?: Uint8Array): Promise<Clip> {
    return readWav(bytes ?? (await this.library.clips.soundBytes(ref)))
  }

  #recording(ref: ClipRef) {
    const recording = this.#recordings.get(keyOf(ref))
    if (!recording) throw new LibraryError('NOT_FOUND', `“${ref.id}” is not being recorded`)
    return recording
  }
}

/** How the library completes a sound that was cut off. */
export const repairSound: RepairSound = (bytes) => {
  try {
    const clip = readWav(bytes, { repair: true })
    return { wav: encodeWav(clip, FORMAT), duration: durationOf(clip), sampleRate: clip.sampleRate }
  } catch {
    return null
  }
}

/** Where one person says all of it. */
function onlySpeaker(words: readonly Word[]): string | undefined {
  const speakers = new Set(words.flatMap(({ speaker }) => speaker ?? []))
  return speakers.size === 1 ? [...speakers][0] : undefined
}

const keyOf = ({ dataset, role, id }: ClipRef) => JSON.stringify([dataset, role, id])
const now = () => new Date().toISOString()
const isTake = (role: Role | null) => role === 'positives'
const describe = (clip: Clip) => ({
  duration: durationOf(clip),
  sampleRate: clip.sampleRate,
  createdAt: now()
})

/** Judged as it was recorded, with the room around the word; then trimmed, where there is speech to trim to. */
function prepare(
  clip: Clip,
  { trim, role }: { trim: boolean; role: Role | null }
): { clip: Clip; judgement?: Judgement } {
  const judgement = isTake(role) || trim ? judgeTake(clip) : undefined
  const trimmed = trim ? trimToSpeech(clip) : undefined
  if (!trimmed || !judgement) return { clip, judgement }
  const { speech } = judgement
  const moved = speech && {
    start: Math.max(0, speech.start - trimmed.start),
    end: Math.min(durationOf(trimmed.clip), speech.end - trimmed.start)
  }
  return { clip: trimmed.clip, judgement: { ...judgement, speech: moved } }
}
