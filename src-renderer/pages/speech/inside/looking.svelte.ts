import type { Clip } from '../../../../src-main/contract/clip'
import type { HeatmapFigure } from '../../../../src-main/contract/figures'
import type { JobState } from '../../../../src-main/contract/job'
import type { ClipEntry } from '../../../../src-main/contract/library'
import type { Word } from '../../../../src-main/contract/transcript'
import type { Seconds } from '../../../../src-main/contract/units'
import { client } from '../../../client'
import { jobStates } from '../../../state/job-states'
import { library } from '../../../state/library.svelte'
import { recognisers } from '../../../state/recognisers.svelte'
import { messageOf } from '../../../state/tell'
import { readInspection, type Inspection } from './inspection'

/** The longest part that can be looked into at once. */
export const LONGEST: Seconds = 30
/** While a slider moves, nothing is read anew. */
const PATIENCE = 300 // ms

/** What is looked into: a part of a recording, by one of our networks, through one beam. */
interface View {
  clip: ClipEntry
  start: Seconds
  end: Seconds
  params: Record<string, unknown>
}

/** What came of it. */
export interface Sight {
  inspection: Inspection
  posteriors: HeatmapFigure
  sound: Clip
  start: Seconds
  words: Word[]
}

/** The inside of a recogniser at work. Outlives the components that show it. */
export class Looking {
  model = $state('')
  languageModel = $state('words')
  beam = $state(25)
  languageWeight = $state(0.4)
  lengthBonus = $state(1)
  /** The last picture; it stays until the next is there. */
  sight = $state.raw<Sight | null>(null)
  isReading = $state(false)
  message = $state('')
  frame = $state(0)

  #chosen = $state('')
  #start = $state<Seconds | null>(null)
  #length = $state<Seconds>(LONGEST)
  #running: AbortController | null = null

  clips = $derived([...library.recordings].sort((a, b) => b.createdAt.localeCompare(a.createdAt)))
  clip = $derived(this.clips.find(({ ref }) => ref.id === this.#chosen) ?? this.clips[0] ?? null)
  recogniser = $derived(recognisers.ours.find(({ id }) => id === this.model) ?? recognisers.ours[0] ?? null)
  length = $derived(Math.min(this.#length, this.clip?.duration ?? 0))
  /** The last part, unless another was chosen. */
  start = $derived(Math.min(this.#start ?? Infinity, (this.clip?.duration ?? 0) - this.length))
  view: View | null = $derived(
    this.clip &&
      this.recogniser && {
        clip: this.clip,
        start: this.start,
        end: this.start + this.length,
        params: {
          model: this.recogniser.id,
          languageModel: this.languageModel,
          beam: this.beam,
          languageWeight: this.languageWeight,
          lengthBonus: this.lengthBonus
        }
      }
  )
  /** Changes only where something else is to be looked at: lists that are read anew make new objects of the same. */
  viewKey = $derived(
    this.view && JSON.stringify([this.view.clip.ref, this.view.start, this.view.end, this.view.params])
  )

  choose(id: string): void {
    this.#chosen = id
    this.#start = null
    this.frame = 0
  }

  setPart({ start = this.start, length = this.length }: { start?: Seconds; length?: Seconds }): void {
    this.#start = Math.max(0, start)
    this.#length = Math.min(LONGEST, Math.max(0.5, length))
    this.frame = 0
  }

  /** Looks at what is chosen once it has been left alone for a moment; answers how to call it off. */
  look(): () => void {
    const timer = setTimeout(() => {
      if (this.view) void this.#look(this.view)
    }, PATIENCE)
    return () => {
      clearTimeout(timer)
      this.#running?.abort()
    }
  }

  async #look({ clip, start, end, params }: View): Promise<void> {
    const running = new AbortController()
    this.#running = running
    this.isReading = true
    try {
      const [sound, state] = await Promise.all([
        client.clips.readPart({ ...clip.ref, start, end }),
        inspect({ ...params, clip: clip.ref, start, end }, running.signal)
      ])
      if (!running.signal.aborted) this.#take(state, { sound, start })
    } catch (cause) {
      if (!running.signal.aborted) this.message = messageOf(cause)
    } finally {
      if (this.#running === running) this.isReading = false
    }
  }

  #take(state: JobState | null, { sound, start }: { sound: Clip; start: Seconds }): void {
    const inspection = readInspection(state?.result)
    const posteriors = state?.figures['posteriors']
    if (!state || !inspection || posteriors?.kind !== 'heatmap') {
      this.message = state?.failure?.message ?? 'It gave no result.'
      return
    }
    this.message = ''
    this.sight = { inspection, posteriors, sound, start, words: state.heard.settled }
    this.frame = Math.min(this.frame, Math.max(0, inspection.greedy.path.length - 1))
  }
}

/** The end of a job that looks inside; it leaves the list at once, since each move of a slider makes one. */
async function inspect(params: Record<string, unknown>, signal: AbortSignal): Promise<JobState | null> {
  const { id } = await client.jobs.start({ lab: 'speech', action: 'inspect', params })
  const cancel = () => void client.jobs.cancel({ id }).catch(() => undefined) // it may have ended by itself
  signal.addEventListener('abort', cancel)
  if (signal.aborted) cancel()
  let last: JobState | null = null
  for await (const state of jobStates(id, client.jobs, new AbortController().signal)) last = state
  signal.removeEventListener('abort', cancel)
  await client.jobs.dismiss({ id }).catch(() => undefined)
  return last
}

export const looking = new Looking()
