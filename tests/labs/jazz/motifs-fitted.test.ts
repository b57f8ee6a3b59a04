import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Artifact } from '../../../src-main/contract/artifact'
import type { Lesson } from '../../../src-main/labs/jazz/batches'
import { classesOf, stepOf } from '../../../src-main/labs/jazz/data'
import { AGREEMENTS, openMemory, RECALLED, SHARES } from '../../../src-main/labs/jazz/motifs'
import { openPlayer } from '../../../src-main/labs/jazz/player'
import { costOf } from '../../../src-main/labs/jazz/sampling'
import { loadModel, readConfig } from '../../../src-main/labs/jazz/soloist-file'
import { lessonOf, readSolo } from '../../../src-main/labs/jazz/solos'
import { isHeldOut, plain } from '../../../src-main/labs/jazz/split'
import { parseCatalogue } from '../../../src-main/music/catalogue'
import { toolsFor } from '../lab-tools'

const DATA = join(import.meta.dirname, '..', '..', '..', '..', 'shared', 'data', 'wjazzd')
const ROUNDS = 40
/** Reading 104 solos beside other work, in milliseconds. */
const PATIENCE = 3_600_000

/** A note's factor: what network and memory gave to the class that it was, and how well the memory agreed; 0 where it said nothing. */
interface Case {
  network: number
  memory: number
  agreement: number
}
type Cases = Record<(typeof RECALLED)[number], Case[]>

/** Takes minutes: CADENZA_MEASURE=1 npx vitest run --project unit tests/labs/jazz/motifs-fitted.test.ts */
describe.runIf(process.env['CADENZA_MEASURE'] && existsSync(DATA))('motifs', () => {
  let artifact: Artifact
  let watched: Cases
  let heldOut: Cases

  beforeAll(async () => {
    artifact = await loadModel('built-in', toolsFor({}))
    const taught = new Set(readConfig(artifact).taught.map(({ title }) => plain(title)))
    const lessons = await readLessons((title) => !taught.has(plain(title)))
    watched = casesOf(
      artifact,
      lessons.filter(({ title }) => !isHeldOut(title))
    )
    heldOut = casesOf(
      artifact,
      lessons.filter(({ title }) => isHeldOut(title))
    )
  }, PATIENCE)

  test.each(RECALLED)('the shares of %s are the likeliest for the watched solos', (factor) => {
    const fitted = fit(watched[factor])
    console.log(factor, JSON.stringify(fitted.map((share) => Math.round(1000 * share) / 1000)))
    SHARES[factor].forEach((share, i) => expect(share).toBeCloseTo(fitted[i]!, 2))
  })

  test('they make solos likelier on which nothing was fitted', () => {
    for (const factor of RECALLED) {
      const cases = heldOut[factor]
      const [alone, mixed] = [
        costIn(
          cases,
          SHARES[factor].map(() => 0)
        ),
        costIn(cases, SHARES[factor])
      ]
      console.log(
        `${factor}, ${cases.length} notes: ${alone.toFixed(4)} nats alone, ${mixed.toFixed(4)} with motifs`
      )
      expect(mixed).toBeLessThan(alone)
    }
  })
})

async function readLessons(isWanted: (title: string) => boolean): Promise<Lesson[]> {
  const { entries } = parseCatalogue(JSON.parse(await readFile(join(DATA, 'catalog.json'), 'utf8')))
  const files = new Set(await readdir(join(DATA, 'midi')))
  const lessons: Lesson[] = []
  for (const { chart, ...entry } of entries) {
    if (!files.has(entry.file) || !isWanted(entry.title)) continue
    const load = async () => new Uint8Array(await readFile(join(DATA, 'midi', entry.file)))
    lessons.push(lessonOf(await readSolo({ name: entry.file, load, chart, entry, melodyTrack: null })))
  }
  return lessons
}

function casesOf(artifact: Artifact, lessons: readonly Lesson[]): Cases {
  const { dimensions } = readConfig(artifact)
  const cases: Cases = { beats: [], place: [], pitch: [], length: [] }
  for (const { line, stage } of lessons) {
    const player = openPlayer({ dimensions, tensors: artifact.tensors, stage })
    const memory = openMemory(player.line, stage)
    for (let i = 0; i < line.onsets.length; i++) {
      const step = stepOf(line, i)
      const classes = classesOf(line, i)
      const known = { beats: classes.beats, onset: step.onset, pitch: step.pitch }
      for (const factor of RECALLED) {
        const recall = memory.recall(factor, known)
        cases[factor].push({
          network: Math.exp(-costOf(player.scores(factor, known), classes[factor])),
          memory: recall?.votes[classes[factor]] ?? 0,
          agreement: recall?.agreement ?? 0
        })
      }
      player.hear(step)
    }
    player.close()
  }
  return cases
}

/** The likeliest share by agreement (Dempster, Laird and Rubin 1977). */
function fit(cases: readonly Case[]): number[] {
  return Array.from({ length: AGREEMENTS }, (_, i) => {
    const some = cases.filter(({ agreement }) => agreement === i + 1)
    let share = 0.1
    for (let round = 0; round < ROUNDS; round++) {
      const owed = some.map(
        ({ network, memory }) => (share * memory) / (share * memory + (1 - share) * network)
      )
      share = owed.reduce((sum, one) => sum + one, 0) / Math.max(1, some.length)
    }
    return share
  })
}

/** Nats a note. */
const costIn = (cases: readonly Case[], shares: readonly number[]) =>
  cases.reduce((sum, { network, memory, agreement }) => {
    const share = shares[agreement - 1] ?? 0
    return sum - Math.log((1 - share) * network + share * memory)
  }, 0) / cases.length
