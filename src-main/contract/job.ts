import type { JobEvent } from './events'
import type { Figure } from './figures'
import type { Word } from './transcript'

/** A curve that grows: y[i] at step x[i]. */
export interface Curve {
  x: number[]
  y: number[]
}

export interface Detection {
  time: number
  score: number
  latency?: number | undefined
}

/** A live signal, its last SIGNAL_LENGTH values; `time` belongs to the first of them. */
export interface Signal {
  time: number
  hop: number
  values: Float32Array
}

export type Status = 'running' | 'done' | 'cancelled' | 'failed'

/** One run of a lab, as both sides know it. Replaced, never changed in place. */
export interface JobState {
  id: string
  lab: string
  action: string
  title: string
  params: Record<string, unknown>
  status: Status
  /** Milliseconds since 1970. */
  startedAt: number
  endedAt: number | null
  /** How many events are folded in. */
  seq: number
  progress: { fraction: number | null; message: string }
  metrics: Record<string, Curve>
  figures: Record<string, Figure>
  signals: Record<string, Signal>
  detections: Detection[]
  /** Speech that was read: words that stand, and words that may still change. */
  heard: { settled: Word[]; partial: Word[] }
  notes: string[]
  result: Record<string, unknown> | null
  /** The model saved, and the run that keeps events and checkpoints. */
  modelId: string | null
  runId: string | null
  failure: { code: string; message: string } | null
}

/** What a list of jobs needs of each. */
export type JobSummary = Pick<
  JobState,
  | 'id'
  | 'lab'
  | 'action'
  | 'title'
  | 'status'
  | 'startedAt'
  | 'endedAt'
  | 'progress'
  | 'modelId'
  | 'runId'
  | 'failure'
>

export const SIGNAL_LENGTH = 1_500 // 2 minutes at one value each 80 ms
export const NOTES_KEPT = 500
export const DETECTIONS_KEPT = 1_000

export interface JobStart {
  id: string
  lab: string
  action: string
  title: string
  params: Record<string, unknown>
  startedAt: number
  runId: string | null
}

/** A job to which nothing has happened yet. */
export function newJob(start: JobStart): JobState {
  return {
    ...start,
    status: 'running',
    endedAt: null,
    seq: 0,
    progress: { fraction: null, message: 'starting' },
    metrics: {},
    figures: {},
    signals: {},
    detections: [],
    heard: { settled: [], partial: [] },
    notes: [],
    result: null,
    modelId: null,
    failure: null
  }
}

/** Folds events into a job's state: the one way it changes, on both sides of the port. */
export function reduceAll(state: JobState, events: readonly JobEvent[]): JobState {
  return events.reduce(reduce, state)
}

/** Folds one event. Pure: `state` is left as it was. */
export function reduce(state: JobState, event: JobEvent): JobState {
  return { ...state, ...change(state, event), seq: state.seq + 1 }
}

function change(state: JobState, event: JobEvent): Partial<JobState> {
  switch (event.type) {
    case 'progress':
      return { progress: { fraction: event.fraction, message: event.message } }
    case 'metrics':
      return { metrics: extend(state.metrics, event.step, event.values) }
    case 'figure':
      return { figures: { ...state.figures, [event.figure.id]: event.figure } }
    case 'note':
      return { notes: [...state.notes, event.text].slice(-NOTES_KEPT) }
    case 'signal':
      return { signals: { ...state.signals, [event.name]: follow(state.signals[event.name], event) } }
    case 'detection': {
      const { time, score, latency } = event
      return { detections: [...state.detections, { time, score, latency }].slice(-DETECTIONS_KEPT) }
    }
    case 'heard': {
      const settled =
        event.settled.length > 0 ? [...state.heard.settled, ...event.settled] : state.heard.settled
      return { heard: { settled, partial: event.partial } }
    }
    case 'result':
      return { result: event.result }
    case 'saved':
      return event.what === 'model' ? { modelId: event.id } : {}
    case 'ended':
      return { status: event.ending, endedAt: event.at, failure: event.failure ?? null }
  }
}

function extend(
  metrics: Record<string, Curve>,
  step: number,
  values: Record<string, number>
): Record<string, Curve> {
  const next = { ...metrics }
  for (const [name, value] of Object.entries(values)) {
    const { x, y } = metrics[name] ?? { x: [], y: [] }
    next[name] = { x: [...x, step], y: [...y, value] }
  }
  return next
}

function follow(signal: Signal | undefined, added: Signal): Signal {
  if (!signal || signal.hop !== added.hop) return { time: added.time, hop: added.hop, values: added.values }
  const all = new Float32Array(signal.values.length + added.values.length)
  all.set(signal.values)
  all.set(added.values, signal.values.length)
  const dropped = Math.max(0, all.length - SIGNAL_LENGTH)
  return { time: signal.time + dropped * signal.hop, hop: signal.hop, values: all.subarray(dropped) }
}

/** The part of a job that lists show. */
export function summaryOf(state: JobState): JobSummary {
  const { id, lab, action, title, status, startedAt, endedAt, progress, modelId, runId, failure } = state
  return { id, lab, action, title, status, startedAt, endedAt, progress, modelId, runId, failure }
}
