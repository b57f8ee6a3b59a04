import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { readWav } from '../../src-main/audio/wav'
import { openProgram, type Program } from './cadenza'

const LONG = 900_000

let program: Program
let folder: string

beforeAll(async () => {
  program = await openProgram()
  folder = mkdtempSync(join(tmpdir(), 'cadenza-demo-'))
}, 120_000)

afterAll(() => {
  program.dispose()
  rmSync(folder, { recursive: true, force: true })
})

it(
  'the demo trains on bundled sounds, hears the word, and leaves a report with its pictures and sounds',
  async () => {
    const { status, json, error } = await program.run(['demo', '--out', join(folder, 'tour'), '--json'])
    expect(error).not.toContain('Warning')
    expect(status).toBe(0)
    expect(json['report']).toBe(join(folder, 'tour', 'report.html'))
    const trigger = json['trigger'] as {
      words: unknown[]
      found: number
      falseAccepts: number
      seconds: number
    }
    expect(trigger.words).toHaveLength(8)
    expect(trigger.found).toBeGreaterThanOrEqual(6)
    expect(trigger.falseAccepts).toBeLessThanOrEqual(1)
    const page = readFileSync(join(folder, 'tour', 'report.html'), 'utf8')
    const named = [...page.matchAll(/src="([^"]+)"/g)].map((match) => match[1]!)
    expect(named).toEqual(['trigger/heard.png', 'trigger/heard.wav'])
    for (const name of named) expect(existsSync(join(folder, 'tour', name))).toBe(true)
    const wav = readWav(readFileSync(join(folder, 'tour', 'trigger/heard.wav')))
    expect(wav.samples.length / wav.sampleRate).toBeCloseTo(trigger.seconds)
    const report = JSON.parse(readFileSync(join(folder, 'tour', 'report.json'), 'utf8')) as Record<
      string,
      unknown
    >
    expect(report['trigger']).toEqual(json['trigger'])
  },
  LONG
)
