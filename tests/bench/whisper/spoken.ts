import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Spoken {
  /** Below the set's folder. */
  path: string
  speaker: string
  transcript: string
}

const EVERY = 8

/** Clips to measure on: of AN4 every eighth speaker's (0, 8, 16, … in order of their names), of LibriSpeech 60, evenly spread. */
export function chooseClips(data: string, set: 'an4' | 'librispeech', most: number): Spoken[] {
  const all = readTable(join(data, set, 'transcripts.tsv'))
  const speakers = [...new Set(all.map(({ speaker }) => speaker))].sort()
  const held = new Set(speakers.filter((_, i) => i % EVERY === 0))
  const chosen = set === 'an4' ? all.filter(({ speaker }) => held.has(speaker)) : spread(all, 60)
  return spread(chosen, most)
}

function spread<T>(items: readonly T[], count: number): T[] {
  if (items.length <= count) return [...items]
  return Array.from({ length: count }, (_, i) => items[Math.floor((i * items.length) / count)]!)
}

function readTable(path: string): Spoken[] {
  const [, ...lines] = readFileSync(path, 'utf8').trim().split('\n')
  return lines.map((line) => {
    const [path = '', speaker = '', transcript = ''] = line.split('\t')
    return { path, speaker, transcript }
  })
}
