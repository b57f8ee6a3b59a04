import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { readWav } from '../../src-main/audio/wav'
import { transcript } from '../../src-main/contract/transcript'
import { readMidi } from '../../src-main/music/midi'
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
  'the demo hears a word that it trained on, reads speech and improvises, and leaves a report with its pictures and sounds',
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
    expect(named.filter((name) => !name.startsWith('language/'))).toEqual([
      'trigger/heard.png',
      'trigger/heard.wav',
      'speech/posteriors.png',
      'speech/answers.wav',
      'jazz/blues.png',
      'jazz/blues.wav'
    ])
    expect(named).toContain('language/dates.svg')
    for (const name of named) expect(existsSync(join(folder, 'tour', name))).toBe(true)
    const wav = readWav(readFileSync(join(folder, 'tour', 'trigger/heard.wav')))
    expect(wav.samples.length / wav.sampleRate).toBeCloseTo(trigger.seconds)
    const speech = json['speech'] as { words: unknown[]; wer: number; seconds: number }
    expect(speech.wer).toBeLessThan(0.3)
    const kept = transcript.parse(
      JSON.parse(readFileSync(join(folder, 'tour', 'speech/answers.json'), 'utf8'))
    )
    expect(kept.words).toEqual(speech.words)
    const subtitles = readFileSync(join(folder, 'tour', 'speech/answers.srt'), 'utf8')
    expect(subtitles).toMatch(/^1\n00:00:00,\d{3} --> 00:00:0\d,\d{3}\n/)
    for (const word of ['NINETEEN', 'SEVEN', 'ENTER', 'FIFTY']) expect(subtitles).toContain(word)
    const jazz = json['jazz'] as { bars: number; notes: number; duration: number }
    expect(jazz.bars).toBe(36)
    expect(jazz.notes).toBeGreaterThan(72)
    const song = readMidi(readFileSync(join(folder, 'tour', 'jazz/blues.mid')), 'blues.mid')
    expect(song.tracks[0]!.notes).toHaveLength(jazz.notes)
    expect(existsSync(join(folder, 'tour', 'jazz/blues.musicxml'))).toBe(true)
    const language = json['language'] as { dates: { result: { date: string } }; missing: unknown[] }
    expect(language.dates.result.date).toBe('2018-05-09')
    const report = JSON.parse(readFileSync(join(folder, 'tour', 'report.json'), 'utf8')) as Record<
      string,
      unknown
    >
    expect(report['trigger']).toEqual(json['trigger'])
    expect(report['speech']).toEqual(json['speech'])
    expect(report['jazz']).toEqual(json['jazz'])
    expect(report['language']).toEqual(json['language'])
  },
  LONG
)
