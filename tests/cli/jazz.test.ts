import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readWav } from '../../src-main/audio/wav'
import { createRandom } from '../../src-main/contract/random'
import { readMidi, writeMidi } from '../../src-main/music/midi'
import { quartet } from '../engine/sound/quartet'
import { interruptAtCheckpoint, openProgram, type Program } from './cadenza'

const LONG = 600_000
const CHORDS = 'Dm7 G7 | Cmaj7 | Cmaj7'

let program: Program
let folder: string
const at = (path: string) => join(folder, path)

/** Tunes by chance over a ii–V–I, in eighths and quarters: enough to train on, nothing to learn. */
function writeTunes(target: string, count: number): void {
  mkdirSync(at(target), { recursive: true })
  for (let i = 0; i < count; i++) {
    const random = createRandom(i)
    const { parts, ...about } = quartet(12)
    const notes = parts[0]!.notes
      .filter(() => random.next() < 0.8)
      .map((note) => ({ ...note, pitch: 60 + random.below(20) }))
    const tune = { ...about, title: `Tune ${i}`, feel: { tempo: 140, swing: 0.5 } }
    const all = [{ ...parts[0]!, notes }, ...parts.slice(1)]
    writeFileSync(at(`${target}/tune ${i}.mid`), writeMidi({ ...tune, parts: all }))
  }
}

const train = (out: string, epochs: number, ...more: string[]) => [
  ...[
    'jazz',
    'train',
    '--midi',
    at('tunes'),
    '--out',
    at(out),
    '--from',
    'nothing',
    '--units',
    '8',
    '--layers',
    '1'
  ],
  ...['--epochs', String(epochs), '--seed', '7', '--json', ...more]
]
const improviseOver = (chart: string, ...more: string[]) => [
  ...['jazz', 'improvise', '--chart', chart, '--model', at('soloist'), '--seed', '3', '--choruses', '4'],
  ...['--json', ...more]
]
const improvise = (...more: string[]) => improviseOver(CHORDS, ...more)

beforeAll(async () => {
  program = await openProgram()
  folder = mkdtempSync(join(tmpdir(), 'cadenza-jazz-'))
  writeTunes('tunes', 6)
  const { status, error } = await program.run(train('soloist', 2))
  expect(error).not.toContain('cadenza:')
  expect(status).toBe(0)
}, LONG)

afterAll(() => {
  program.dispose()
  rmSync(folder, { recursive: true, force: true })
})

describe('jazz check', () => {
  it(
    'counts what loads, in folders of folders, and says why the others do not',
    async () => {
      mkdirSync(at('mixed/deep'), { recursive: true })
      const good = readFileSync(at('tunes/tune 0.mid'))
      writeFileSync(at('mixed/deep/good.MID'), good)
      writeFileSync(at('mixed/cut.mid'), good.subarray(0, 30))
      writeFileSync(at('mixed/lick.ls'), 'Dm7 | G7 | c4 d4 e4 f4')
      writeFileSync(at('mixed/notes.txt'), 'no song')
      const { status, json } = await program.run(['jazz', 'check', at('mixed'), '--json'])
      expect(status).toBe(0)
      expect(json).toEqual({
        files: 3,
        loaded: 2,
        refused: [{ file: 'cut.mid', reason: expect.stringMatching(/./) as string }]
      })
    },
    LONG
  )

  it.each([
    [['jazz', 'check'], "'DIR…' is missing"],
    [['jazz', 'check', 'gone'], "'DIR…': gone does not exist"],
    [['jazz', 'check', 'assets/sounds'], "'DIR…': there is no MIDI file or lead sheet in assets/sounds"]
  ])(
    'refuses %s',
    async (args, message) => {
      const { status, error, out } = await program.run(args)
      expect(error).toContain(message)
      expect({ status, out }).toEqual({ status: 2, out: '' })
    },
    LONG
  )
})

describe('jazz train', () => {
  it('leaves a model with its card, and nothing of the workshop', () => {
    for (const name of ['model.json', 'weights.bin', 'card.json'])
      expect(existsSync(at(`soloist/${name}`))).toBe(true)
    expect(existsSync(at('soloist/.training'))).toBe(false)
    const card = JSON.parse(readFileSync(at('soloist/card.json'), 'utf8')) as Record<string, unknown>
    expect(card).toMatchObject({ seed: 7, title: 'soloist' })
  })

  it(
    'goes on from the checkpoint of an interrupted training',
    async () => {
      const stopped = await program.run(train('stopped', 60), {
        onStart: interruptAtCheckpoint(at('stopped'))
      })
      expect(stopped.status).toBe(130)
      const resumed = await program.run(train('stopped', 60, '--resume'))
      expect(resumed.status).toBe(0)
      expect(existsSync(at('stopped/weights.bin'))).toBe(true)
      const again = await program.run([
        'jazz',
        'train',
        '--midi',
        at('tunes'),
        '--out',
        at('nothing here'),
        '--resume'
      ])
      expect(again.error).toContain("'--resume': ")
      expect(again.status).toBe(2)
    },
    LONG
  )

  it.each([
    [['--midi', 'gone', '--out', 'x'], "'--midi': gone does not exist"],
    [['--midi', 'assets', '--out'], "'--out' needs a value"],
    [['--midi', 'assets'], "'--out' is missing"],
    [
      ['--out', 'x', '--midi', 'assets', '--epochs', '0'],
      "'--epochs' must be a whole number from 1 to 10000, not '0'"
    ],
    [
      ['--out', 'x', '--midi', 'assets', '--units', '1000'],
      "'--units' must be a whole number from 4 to 512, not '1000'"
    ]
  ])(
    'refuses %s',
    async (args, message) => {
      const { status, error } = await program.run(['jazz', 'train', ...args], { cwd: folder })
      expect(error).toContain(message)
      expect(status).toBe(2)
    },
    LONG
  )

  it(
    'refuses a catalogue that is none, and one of other files',
    async () => {
      writeFileSync(at('catalogue.json'), '{"entries": []}')
      for (const [path, message] of [
        [at('gone.json'), 'does not exist'],
        [at('tunes/tune 0.mid'), 'line 1, column 1: this is no JSON'],
        [at('catalogue.json'), 'names none of the 6 files of --midi']
      ] as const) {
        const { status, error } = await program.run(train('other', 2, '--catalog', path))
        expect(error).toContain("'--catalog'")
        expect(error).toContain(message)
        expect(status).toBe(2)
      }
    },
    LONG
  )
})

describe('jazz improvise', () => {
  it(
    'writes solo and band as MIDI, sound and score, and says what was copied',
    async () => {
      const files = [
        '--midi',
        at('out/solo.mid'),
        '--wav',
        at('out/solo.wav'),
        '--musicxml',
        at('out/solo.musicxml')
      ]
      const { status, json, error } = await program.run(improvise('--tempo', '160', ...files))
      expect(error).not.toContain('cadenza:')
      expect(status).toBe(0)
      expect(json).toMatchObject({
        seconds: expect.any(Number) as number,
        duration: expect.any(Number) as number,
        copied: { notes: expect.any(Number) as number, beats: expect.any(Number) as number },
        written: { midi: at('out/solo.mid'), wav: at('out/solo.wav'), musicxml: at('out/solo.musicxml') }
      })
      const song = readMidi(readFileSync(at('out/solo.mid')), 'solo.mid')
      expect(song.tracks.map(({ name }) => name)).toEqual(['Solo', 'Comping', 'Bass', 'Drums'])
      expect(song.tempo).toBeCloseTo(160, 1)
      expect(song.tracks[0]!.notes).toHaveLength(Number(json['notes']))
      expect(song.texts.map(({ text }) => text)).toEqual(expect.arrayContaining(['Dm7', 'G7', 'Cmaj7']))
      const settings = song.texts.map(({ text }) => text).find((text) => text.startsWith('{')) ?? '{}'
      expect(JSON.parse(settings)).toMatchObject({ seed: 3, chart: CHORDS, choruses: 4, tempo: 160 })
      expect(settings).not.toMatch(/"(json|help|force)"/)
      const wav = readWav(readFileSync(at('out/solo.wav')))
      expect(wav.samples.length / wav.sampleRate).toBeGreaterThan((4 * 12 * 60) / 160 - 4)
      expect(readFileSync(at('out/solo.musicxml'), 'utf8')).toContain('score-partwise')
      const again = await program.run(improvise('--midi', at('out/solo.mid')))
      expect(again.error).toContain(`'--midi': ${at('out/solo.mid')} is there already; --force replaces it`)
      expect(again.status).toBe(2)
      const bytes = readFileSync(at('out/solo.mid'))
      const forced = await program.run(improvise('--tempo', '160', '--midi', at('out/solo.mid'), '--force'))
      expect(forced.status).toBe(0)
      expect(readFileSync(at('out/solo.mid')).equals(bytes)).toBe(true)
    },
    LONG
  )

  it(
    'says where the style of the band does not fit the metre, and what does',
    async () => {
      const played = (chart: string, style: string) =>
        program.run(improviseOver(chart, '--force', '--midi', at('out/style.mid'), '--style', style))
      const asked = await played(CHORDS, 'waltz')
      expect(asked.status).toBe(0)
      expect(asked.error).toContain(
        "warning: '--style waltz' does not fit the metre. No bar is in three: what is played there is swing, not a waltz; what fits: swing, bossa, straight"
      )
      expect((await played('3/4 Dm7 | G7', 'swing')).error).toContain('what fits: waltz, bossa, straight')
      const fitting = await played('3/4 Dm7 | G7', 'waltz')
      expect(fitting.error).not.toContain('warning')
      expect(fitting.status).toBe(0)
    },
    LONG
  )

  it.each([
    [['--chart', 'Dm7 | H7'], "'--chart': Line 1, column 7"],
    [['--chart', ''], "'--chart' needs a value"],
    [['--tempo', '160'], "'--chart' is missing"],
    [['--chart', 'C7', '--tempo', '1'], "'--tempo' must be a number from 20 to 500, not '1'"],
    [['--chart', 'C7', '--low', '70', '--high', '60'], "'low' must be at most 'high' (60), not 70"],
    [['--chart', 'C7', '--model', 'gone'], "'--model': gone is not a model: it has no model.json"],
    [['--chart', 'C7', '--wav', 'tunes'], "'--wav': tunes is a folder, not a file"]
  ])(
    'refuses %s',
    async (args, message) => {
      const { status, error } = await program.run(['jazz', 'improvise', ...args], { cwd: folder })
      expect(error).toContain(message)
      expect(status).not.toBe(0)
    },
    LONG
  )
})

describe('jazz evaluate', () => {
  it(
    'measures a soloist on songs that it was not trained on, beside their players',
    async () => {
      writeTunes('others', 9)
      const args = [
        'jazz',
        'evaluate',
        '--midi',
        at('others'),
        '--model',
        at('soloist'),
        '--solos',
        '2',
        '--json'
      ]
      const { status, json, error } = await program.run(args)
      expect(error).not.toContain('cadenza:')
      expect(status).toBe(0)
      const number = expect.any(Number) as number
      expect(json).toMatchObject({
        solos: number,
        notes: number,
        nll: { model: number, unigram: number, bigram: number, trigram: number },
        copied: { human: expect.anything() as unknown, model: expect.anything() as unknown }
      })
    },
    LONG
  )
})
