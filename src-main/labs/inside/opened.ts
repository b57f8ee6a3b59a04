import type { Artifact } from '../../contract/artifact'
import { ArtifactError } from '../../contract/artifact'
import type { Clip } from '../../contract/clip'
import type { ClipRef } from '../../contract/library'
import { joinFloats } from '../../nn/join-floats'
import { bundledModel, type Innards, type NetworkInput, type OpenNetwork, type Tools } from '../lab'
import { innards as own, openSubjectNetwork } from './innards'
import { BUNDLED, type LookParams } from './look-params'
import { openSubject, subjectOf, untrainedLike, type Subject } from './subject'
import { readNotes } from './written-notes'

/** A network of any lab, open to be looked into. Whoever opened it closes it. */
export interface Opened {
  network: OpenNetwork
  /** All networks of its model, by name. */
  names: string[]
  /** How it was made by this lab; null where another made it. */
  subject: Subject | null
  /** Null where it is in no library yet. */
  artifact: Artifact | null
  innards: Innards
  close(): void
}

/** Throws with a message for a person where there is no such model, or none that can be looked into. */
export async function openNetworkOf(params: LookParams, tools: Tools): Promise<Opened> {
  if (params.model === 'new') return openOwn(await openSubject(params, tools), params.seed)
  const artifact = await (params.model.startsWith(BUNDLED)
    ? bundledModel(params.model.slice(BUNDLED.length), tools)
    : tools.model(params.model))
  return artifact.lab === 'inside'
    ? { ...openOwn(subjectOf(artifact), params.seed), artifact }
    : openOther(artifact, { part: params.part, tools })
}

/** A network as it is before training, that reads what another reads: of its shape and task, but for the cell. */
export function openUntrained(
  like: Subject,
  { cell, init, seed }: Pick<LookParams, 'cell' | 'init' | 'seed'>
): Opened {
  return openOwn(untrainedLike(like, { cell, init, seed }), seed)
}

function openOwn(subject: Subject, seed: number): Opened {
  const network = openSubjectNetwork(subject, seed)
  const names = [network.name]
  return { network, names, subject, artifact: null, innards: own, close: () => network.dispose() }
}

async function openOther(
  artifact: Artifact,
  { part, tools }: { part: string; tools: Tools }
): Promise<Opened> {
  const innards = tools.innards(artifact.lab)
  if (!innards)
    throw new ArtifactError(`models of the lab '${artifact.lab}' have no recurrent layers to look into`)
  const networks = await innards.open(artifact, tools)
  const close = () => networks.forEach((network) => network.dispose())
  const names = networks.map(({ name }) => name)
  // A part that another model had is no reason to refuse this one.
  const network = networks.find(({ name }) => name === part) ?? networks[0]!
  return { network, names, subject: null, artifact, innards, close }
}

const LONGEST_SOUND = 15 // seconds

/** What a person wrote, chose or said, as the network takes it; nothing is an example. Throws RangeError with a sentence for a person. */
export async function readInput(
  { innards }: Pick<Opened, 'innards'>,
  { text, clip, from }: Pick<LookParams, 'text' | 'clip' | 'from'>,
  tools: Pick<Tools, 'sound'>
): Promise<NetworkInput> {
  const written = text.trim() === '' ? innards.example : text
  if (innards.takes === 'text') return { kind: 'text', text: written }
  if (innards.takes === 'notes') return { kind: 'notes', notes: readNotes(written) }
  if (!clip) throw new RangeError('This network listens: choose a recording, or speak')
  return { kind: 'sound', clip: await partOf(clip, from, tools) }
}

async function partOf(ref: ClipRef, from: number, tools: Pick<Tools, 'sound'>): Promise<Clip> {
  const sound = await tools.sound(ref)
  if (from >= sound.duration)
    throw new RangeError(
      `the recording ends at ${sound.duration.toFixed(1)} s: 'from' must be before it, not ${from}`
    )
  const pieces: Clip[] = []
  let end = 0
  for await (const piece of sound.pieces()) {
    const start = end
    end += piece.samples.length / piece.sampleRate
    if (end <= from) continue
    const skipped = Math.max(0, Math.round((from - start) * piece.sampleRate))
    pieces.push({ ...piece, samples: piece.samples.subarray(skipped) })
    if (end >= from + LONGEST_SOUND) break
  }
  const sampleRate = pieces[0]?.sampleRate ?? 16_000
  const samples = joinFloats(pieces.map((piece) => piece.samples))
  return { samples: samples.subarray(0, LONGEST_SOUND * sampleRate), sampleRate }
}
