import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { encodeWav, wavSamples } from '../../src-main/audio/wav'
import { createRandom, type Random } from '../../src-main/contract/random'
import { interruptAtCheckpoint, openProgram, type Outcome, type Program } from './cadenza'

/** Whistles stand for the word, hums for other speech: enough to learn in seconds. */
const RATE = 16_000
const LONG = 600_000

let program: Program
let folder: string
let trained: Outcome
const at = (name: string) => join(folder, name)

const hiss = (seconds: number, random: Random) =>
  Float32Array.from({ length: Math.round(seconds * RATE) }, () => 0.003 * random.normal())

function whistle(random: Random): Float32Array {
  const samples = hiss(1.2, random)
  const pitch = random.between(0.95, 1.05)
  let phase = 0
  for (let n = 0; n < RATE / 2; n++) {
    phase += (2 * Math.PI * pitch * (600 + (2_400 * n) / RATE)) / RATE
    samples[n + 5_000]! += 0.3 * Math.sin((Math.PI * n) / (RATE / 2)) * Math.sin(phase)
  }
  return samples
}

function hum(random: Random): Float32Array {
  const samples = hiss(5, random)
  const pitch = random.between(120, 260)
  return samples.map(
    (s, n) => s + 0.2 * Math.max(0, Math.sin((6 * n) / RATE)) * Math.sin((2 * Math.PI * pitch * n) / RATE)
  )
}

function writeSounds(name: string, count: number, make: (random: Random) => Float32Array) {
  mkdirSync(at(name), { recursive: true })
  for (let i = 0; i < count; i++) {
    const samples = make(createRandom(1).fork(`${name} ${i}`))
    writeFileSync(join(at(name), `${i}.wav`), encodeWav({ samples, sampleRate: RATE }, 'pcm16'))
  }
}

const sounds = (positives = 'takes') => [
  '--positives',
  at(positives),
  '--negatives',
  at('others'),
  '--backgrounds',
  at('rooms')
]
const quick = ['--steps', '60', '--variants', '12', '--seed', '3']

/** Four seconds of hiss, the word once a second and a half after the start, and four seconds more. */
function scene(): Float32Array {
  const random = createRandom(9)
  const samples = hiss(8, random)
  samples.set(whistle(random), 3 * RATE)
  return samples
}

beforeAll(async () => {
  program = await openProgram()
  folder = mkdtempSync(join(tmpdir(), 'cadenza-trigger-'))
  writeSounds('takes', 5, whistle)
  writeSounds('unheard', 3, whistle)
  writeSounds('others', 3, hum)
  writeSounds('rooms', 1, (random) => hiss(4, random))
  writeFileSync(join(at('takes'), 'notes.txt'), 'not a sound, and not taken for one')
  writeFileSync(join(at('others'), 'cut.flac'), 'fLaC')
  trained = await program.run(['trigger', 'train', ...sounds(), ...quick, '--out', at('model'), '--json'])
}, LONG)

afterAll(() => {
  program.dispose()
  rmSync(folder, { recursive: true, force: true })
})

describe('trigger train', () => {
  it('writes a model and says so in one object', () => {
    expect(trained.error).toContain("warning: 1 of 4 files of '--negatives' cannot be read and are left out:")
    expect(trained.error).toContain(at('others/cut.flac'))
    expect(trained.status).toBe(0)
    expect(trained.out.trim().split('\n')).toHaveLength(1)
    expect(trained.json).toMatchObject({
      model: at('model'),
      seconds: expect.any(Number) as unknown,
      validation: expect.any(Object) as unknown
    })
    expect(readdirSync(at('model')).sort()).toEqual(['card.json', 'model.json', 'weights.bin'])
    const card = JSON.parse(readFileSync(at('model/card.json'), 'utf8')) as Record<string, unknown>
    expect(card).toMatchObject({
      title: 'model',
      seed: 3,
      dataHash: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown
    })
  })

  it(
    'keeps a checkpoint when interrupted, and goes on from it to the weights of an uninterrupted training',
    async () => {
      const args = ['trigger', 'train', ...sounds(), ...quick, '--out', at('again')]
      const stopped = await program.run(args, { onStart: interruptAtCheckpoint(at('again')) })
      expect(stopped.error).toContain('cadenza: cancelled')
      expect(stopped.status).toBe(130)
      expect(existsSync(at('again/model.json'))).toBe(false)
      const resumed = await program.run([...args, '--resume', '--json'])
      expect(resumed.status).toBe(0)
      expect(readFileSync(at('again/weights.bin')).equals(readFileSync(at('model/weights.bin')))).toBe(true)
      expect(existsSync(at('again/.training'))).toBe(false)
    },
    LONG
  )

  it(
    'has nothing to resume where nothing was interrupted',
    async () => {
      const { status, error } = await program.run([
        'trigger',
        'train',
        ...sounds(),
        '--out',
        at('nothing'),
        '--resume'
      ])
      expect(error).toContain(`cadenza: '--resume': ${at('nothing')} holds no interrupted training`)
      expect(status).toBe(2)
    },
    LONG
  )
})

describe('trigger evaluate', () => {
  it(
    'reports rates, curve and intervals that JSON can hold',
    async () => {
      const args = [
        'trigger',
        'evaluate',
        '--model',
        at('model'),
        ...sounds('unheard'),
        '--snr',
        '20',
        '--seed',
        '5',
        '--falseAcceptsPerHour',
        '100',
        '--json'
      ]
      const { status, json, out } = await program.run(args)
      expect(status).toBe(0)
      expect(out.trim().split('\n')).toHaveLength(1)
      expect(Object.keys(json)).toEqual(
        expect.arrayContaining([
          'threshold',
          'falseRejectRate',
          'falseAcceptsPerHour',
          'hours',
          'events',
          'curve',
          'intervals',
          'conditions'
        ])
      )
      expect(json['falseAcceptsPerHour']).toBeLessThanOrEqual(100)
      expect(json['hours']).toBeGreaterThan(0)
      expect((json['curve'] as number[][])[0]).toHaveLength(3)
    },
    LONG
  )
})

describe('trigger listen', () => {
  const heard = ({ out }: Outcome) =>
    out
      .trim()
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as { time: number; score: number })
  const listen = (input: Uint8Array) =>
    program.run(['trigger', 'listen', '--model', at('model'), '--threshold', '0.5'], { input })

  it(
    'prints a line for each time it fires: in a file, in raw sound and in a WAV piped to it alike',
    async () => {
      const wav = encodeWav({ samples: scene(), sampleRate: RATE }, 'pcm16')
      writeFileSync(at('scene.wav'), wav)
      const fromFile = await program.run([
        'trigger',
        'listen',
        '--model',
        at('model'),
        '--threshold',
        '0.5',
        '--file',
        at('scene.wav')
      ])
      expect(fromFile.status).toBe(0)
      const [first] = heard(fromFile)
      expect(first!.time).toBeGreaterThan(3.3)
      expect(first!.time).toBeLessThan(5.2)
      expect(first!.score).toBeGreaterThanOrEqual(0.5)
      expect(heard(await listen(wav))).toEqual(heard(fromFile))
      expect(heard(await listen(wavSamples(scene(), 'pcm16')))).toEqual(heard(fromFile))
    },
    LONG
  )

  it(
    'with --json ends in an object that holds them all',
    async () => {
      const { out, json } = await program.run(
        ['trigger', 'listen', '--model', at('model'), '--threshold', '0.5', '--json'],
        {
          input: wavSamples(scene(), 'pcm16')
        }
      )
      expect(json).toMatchObject({ seconds: 8 })
      expect(json['detections']).toEqual(
        heard({ out: out.trim().split('\n').slice(0, -1).join('\n') } as Outcome)
      )
    },
    LONG
  )

  it(
    'hears nothing in silence, and says so with success',
    async () => {
      const outcome = await listen(new Uint8Array(2 * RATE))
      expect(outcome).toMatchObject({ status: 0, out: '' })
      expect(outcome.error).toContain('0 heard in 1.0 s')
    },
    LONG
  )

  it(
    'refuses piped sound that it would misread',
    async () => {
      const wav = Buffer.from(encodeWav({ samples: scene(), sampleRate: RATE }, 'pcm16'))
      wav.writeUInt16LE(24, 34)
      const { status, error, out } = await listen(wav)
      expect(error).toContain('cadenza: standard input is a WAV file of 24 bits')
      expect({ status, out }).toEqual({ status: 2, out: '' })
    },
    LONG
  )

  it(
    'hears a word that ends with the file',
    async () => {
      const samples = scene().subarray(0, 3 * RATE + 5_000 + RATE / 2)
      writeFileSync(at('tight.wav'), encodeWav({ samples, sampleRate: RATE }, 'pcm16'))
      const args = [
        'trigger',
        'listen',
        '--model',
        at('model'),
        '--threshold',
        '0.5',
        '--file',
        at('tight.wav')
      ]
      expect(heard(await program.run([...args, '--json']))).toHaveLength(2) // the detection and the summary
    },
    LONG
  )

  it(
    'stops at Ctrl-C while a pipe is silent',
    async () => {
      const outcome = await program.run(['trigger', 'listen', '--model', at('model')], {
        input: encodeWav({ samples: scene(), sampleRate: RATE }, 'pcm16'),
        keepOpen: true,
        onStart: (child) => void child.stdout!.once('data', () => child.kill('SIGINT'))
      })
      expect(outcome.status).toBe(130)
      expect(heard(outcome).length).toBeGreaterThan(0)
    },
    LONG
  )
})
