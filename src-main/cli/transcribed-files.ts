import { stat } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import type { TranscriptFormat } from '../contract/speech'
import type { ClipRef } from '../contract/library'
import type { Transcript } from '../contract/transcript'
import type { OtherSounds } from '../engine/create-engine'
import { soundOfFile } from './sound-of-file'
import { UsageError } from './usage-error'

/** A file to be transcribed. */
export interface Wish {
  /** 1 for the first. */
  place: number
  path: string
  /** The file's name without its ending. */
  title: string
  /** By which labs ask for its sound. */
  clip: ClipRef
  /** Where its transcript goes; null for standard output. */
  target: string | null
}

/**
 * What is to be read, and where its words go. Throws UsageError before any work where a file is missing, where a transcript would
 * replace a file, or where two would have the same name.
 */
export async function planFiles(
  paths: readonly string[],
  { format, out, force }: { format: TranscriptFormat; out: string | undefined; force: boolean }
): Promise<Wish[]> {
  const targets = new Map<string, string>()
  const wishes: Wish[] = []
  for (const path of paths) {
    const info = await stat(path).catch(() => null)
    if (!info) throw new UsageError(`'FILE…': ${path} does not exist`)
    if (info.isDirectory()) throw new UsageError(`'FILE…': ${path} is a folder, not a sound file`)
    const title = basename(path, extname(path))
    const target = out === undefined ? null : join(out, `${title}.${format}`)
    if (target !== null) {
      const other = targets.get(target)
      if (other !== undefined)
        throw new UsageError(`'--out': the transcripts of ${other} and ${path} would both be ${target}`)
      if (!force && (await stat(target).catch(() => null)))
        throw new UsageError(`'--out': ${target} is there already; --force replaces it`)
      targets.set(target, path)
    }
    const place = wishes.length + 1
    const clip = { dataset: null, role: null, id: `file ${place}` }
    wishes.push({ place, path, title, target, clip })
  }
  return wishes
}

/** Gives the engine the sounds of files and takes what labs hear in them. */
export class FileSounds implements OtherSounds {
  #transcripts = new Map<string, Transcript>()

  constructor(private readonly wishes: readonly Wish[]) {}

  async open(ref: ClipRef) {
    const wish = this.#find(ref)
    return wish ? soundOfFile(wish.path) : null
  }

  keep(ref: ClipRef, transcript: Transcript): Promise<boolean> {
    const wish = this.#find(ref)
    if (wish) this.#transcripts.set(wish.clip.id, transcript)
    return Promise.resolve(wish !== undefined)
  }

  /** Throws where the lab ended without saying what it heard. */
  transcriptOf({ clip, path }: Wish): Transcript {
    const transcript = this.#transcripts.get(clip.id)
    if (!transcript) throw new Error(`${path} was read to its end, but no transcript came of it`)
    return transcript
  }

  #find({ dataset, id }: ClipRef): Wish | undefined {
    return this.wishes.find(({ clip }) => dataset === clip.dataset && id === clip.id)
  }
}
