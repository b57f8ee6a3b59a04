import type { Client } from './follow-job'
import { importModel } from './model-folder'
import type { Options } from './options'

/** Which soloist plays, and how it draws its notes. */
export const SOLOIST = {
  model: {
    kind: 'path',
    shown: 'built-in|DIR',
    default: 'built-in',
    help: 'the soloist that comes with Cadenza, or the folder of another'
  },
  seed: {
    kind: 'integer',
    min: 0,
    max: 2 ** 31 - 1,
    default: 1,
    help: 'the same seed and settings give the same'
  },
  temperature: {
    kind: 'number',
    min: 0,
    max: 2,
    default: 1,
    help: '1: as it has learnt; lower is safer; 0 takes the likeliest'
  },
  topP: {
    kind: 'number',
    min: 0.05,
    max: 1,
    default: 1,
    help: 'draws only from the likeliest whose probabilities add up to this'
  },
  motifs: {
    kind: 'number',
    min: 0,
    max: 10,
    default: 1,
    help: 'how much it comes back to its own last phrases; 0: not at all, 1: as players do'
  },
  mostCopied: {
    kind: 'integer',
    min: 0,
    max: 100,
    default: 16,
    help: 'it leaves a tune that it has learnt after so many notes, in any key; 0: nothing keeps it from going on'
  }
} as const satisfies Options

/** The soloist by which the lab finds it; one that lies in a folder is brought into the engine's library. */
export async function soloistOf(client: Client, model: string): Promise<string> {
  return model === 'built-in' ? model : importModel(client, model)
}
