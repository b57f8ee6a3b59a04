import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import '@tensorflow/tfjs-backend-cpu'
import { encodeWav } from '../../src-main/audio/wav'
import { packArtifact } from '../../src-main/contract/artifact'
import { createRandom } from '../../src-main/contract/random'
import { transcript } from '../../src-main/contract/transcript'
import { speakInTones } from '../../src-main/labs/speech/sample'
import { toneRecogniser } from '../labs/speech/tone-recogniser'
import { interruptAtCheckpoint, interruptOnce, openProgram, type Outcome, type Program } from './cadenza'

/** A language of tones, and a recogniser whose weights are set by hand to read it: real files, a real process. */
const LONG = 600_000
const SPEAKERS = ['ada', 'bob', 'cay', 'dee']

let program: Program
let folder: string
let trained: Outcome
const at = (name: string) => join(folder, name)

function writeSpeech(name: string, count: number) {
  const random = createRandom(7).fork(name)
  const lines = ['file\tspeaker\ttranscript']
  for (let i = 0; i < count; i++) {
    const speaker = SPEAKERS[i % SPEAKERS.length]!
    const words = Array.from({ length: 1 + random.below(3) }, () =>
      Array.from({ length: 1 + random.below(3) }, () => random.pick(['A', 'B', 'C'])).join('')
    )
    const text = words.join(' ')
    mkdirSync(join(at(name), speaker), { recursive: true })
    writeFileSync(join(at(name), speaker, `${i}.wav`), encodeWav(speakInTones(text, random), 'pcm16'))
    lines.push(`${speaker}/${i}.wav\t${speaker}\t${text}`)
  }
  writeFileSync(join(at(name), 'transcripts.tsv'), `${lines.join('\n')}\n`)
}

const train = (out: string, ...more: string[]) => [
  ...['speech', 'train', '--data', at('tones'), '--exceptSpeakers', 'dee', '--out', at(out)],
  ...['--from', 'nothing', '--units', '8', '--layers', '1', '--seed', '3', '--hold', '0'],
  ...['--learningRate', '0.02', '--epochs', '6', ...more]
]
const evaluate = (...more: string[]) => [
  ...['speech', 'evaluate', at('tones'), '--model', at('by-hand'), '--lm', 'none', '--json', ...more]
]
const transcribe = (...more: string[]) => [
  ...['transcribe', '--model', at('by-hand'), '--lm', 'none', ...more]
]

beforeAll(async () => {
  program = await openProgram()
  folder = mkdtempSync(join(tmpdir(), 'cadenza-speech-'))
  writeSpeech('tones', 28)
  writeFileSync(at('talk.wav'), encodeWav(speakInTones('AB CCA', createRandom(5)), 'pcm16'))
  writeFileSync(at('more.wav'), encodeWav(speakInTones('BA', createRandom(6)), 'pcm16'))
  const { manifest, weights } = packArtifact(toneRecogniser())
  mkdirSync(at('by-hand'))
  writeFileSync(at('by-hand/model.json'), JSON.stringify(manifest))
  writeFileSync(at('by-hand/weights.bin'), weights)
  trained = await program.run(train('model', '--json'))
}, LONG)

afterAll(() => {
  program.dispose()
  rmSync(folder, { recursive: true, force: true })
})

/** What the recogniser in a folder takes for usual in speech. */
function profileIn(name: string): number[] | undefined {
  const { config } = JSON.parse(readFileSync(at(`${name}/model.json`), 'utf8')) as {
    config: { profile?: number[] }
  }
  return config.profile
}

describe('speech train', () => {
  it('writes a recogniser and says so in one object', () => {
    expect(trained.error).not.toContain('cadenza:')
    expect(trained.status).toBe(0)
    expect(trained.out.trim().split('\n')).toHaveLength(1)
    expect(trained.json).toMatchObject({ model: at('model'), seconds: expect.any(Number) as unknown })
    expect(readdirSync(at('model')).sort()).toEqual(['card.json', 'model.json', 'weights.bin'])
    const card = JSON.parse(readFileSync(at('model/card.json'), 'utf8')) as Record<string, unknown>
    expect(card).toMatchObject({ seed: 3, params: { name: 'model', epochs: 6, units: 8, from: 'nothing' } })
    expect(profileIn('model')).toHaveLength(64)
    expect(profileIn('model')!.reduce((sum, value) => sum + value)).toBeCloseTo(0, 3)
  })

  it(
    'keeps a checkpoint when interrupted, and goes on from it to the weights of an uninterrupted training',
    async () => {
      const stopped = await program.run(train('again'), { onStart: interruptAtCheckpoint(at('again')) })
      expect(stopped).toMatchObject({ status: 130 })
      expect(existsSync(at('again/model.json'))).toBe(false)
      const resumed = await program.run([...train('again'), '--resume', '--json'])
      expect(resumed.status).toBe(0)
      expect(readFileSync(at('again/weights.bin')).equals(readFileSync(at('model/weights.bin')))).toBe(true)
      expect(existsSync(at('again/.training'))).toBe(false)
    },
    LONG
  )

  it(
    'goes on from a recogniser in a folder',
    async () => {
      const args = ['speech', 'train', '--data', at('tones'), '--out', at('next'), '--from', at('model')]
      const { status, json } = await program.run([...args, '--epochs', '1', '--hold', '0', '--json'])
      expect(status).toBe(0)
      expect(json).toMatchObject({ model: at('next') })
      const card = JSON.parse(readFileSync(at('next/card.json'), 'utf8')) as Record<string, unknown>
      expect(card).toMatchObject({ params: { epochs: 1 } })
      expect(profileIn('next')).toEqual(profileIn('model'))

      const data = ['--data', at('tones'), '--exceptSpeakers', 'dee']
      const old = ['speech', 'train', ...data, '--out', at('renewed'), '--from', at('by-hand')]
      expect(profileIn('by-hand')).toBeUndefined()
      expect((await program.run([...old, '--epochs', '1', '--hold', '0'])).status).toBe(0)
      expect(profileIn('renewed')).toEqual(profileIn('model'))
    },
    LONG
  )

  it('refuses what it cannot train on, in one line', async () => {
    mkdirSync(at('empty'))
    const { status, error, out } = await program.run([
      ...['speech', 'train', '--data', at('empty'), '--out', at('none'), '--json']
    ])
    expect(error).toBe(
      `cadenza: '--data': ${at('empty')} is no folder of recordings with transcripts: there is no transcripts.tsv in it\n`
    )
    expect({ status, out }).toEqual({ status: 2, out: '' })
  })
})

describe('speech evaluate', () => {
  it(
    'measures on some of the speakers',
    async () => {
      const { status, json, out } = await program.run(evaluate('--speakers', 'dee'))
      expect(status).toBe(0)
      expect(out.trim().split('\n')).toHaveLength(1)
      expect(json).toMatchObject({ engine: 'cadenza-ctc' })
      expect(json['wer']).toBeLessThan(0.2)
      expect(json['cer']).toBeLessThan(0.2)
      expect(json['words']).toBeGreaterThan(7)
      expect(json['realTimeFactor']).toBeGreaterThan(0)
      expect(json['seconds']).toBeGreaterThan(7)
      for (const worst of json['worst'] as Record<string, unknown>[])
        expect(worst).toMatchObject({
          file: expect.stringMatching(/^dee\//) as unknown,
          reference: expect.any(String) as unknown,
          hypothesis: expect.any(String) as unknown
        })
    },
    LONG
  )

  it.each([
    ['--lm', 'gone.txt', "'--lm': gone.txt does not exist"],
    ['--lm', 'only', "'--lm': only the words of --vocabulary would be read, which is missing"],
    ['--model', 'gone', "'--model': gone is not a model: it has no model.json"],
    ['--beam', '0', "'--beam' must be a whole number from 1 to 200, not '0'"],
    ['--speakers', 'eve', 'none of them by the speakers asked for']
  ])(
    'refuses %s %s',
    async (option, value, message) => {
      const { status, error } = await program.run(['speech', 'evaluate', at('tones'), option, value])
      expect(error).toContain(message)
      expect(status).toBe(2)
    },
    LONG
  )
})

describe('transcribe', () => {
  it(
    'prints what is said',
    async () => {
      const { status, out } = await program.run(transcribe(at('talk.wav')))
      expect(status).toBe(0)
      expect(out).toBe('AB CCA\n')
    },
    LONG
  )

  it(
    'prints the texts of several files under their names, and goes on past one that cannot be read',
    async () => {
      writeFileSync(at('notes.wav'), 'These are notes.')
      const files = [at('talk.wav'), at('notes.wav'), at('more.wav')]
      const { status, out, error } = await program.run(transcribe(...files))
      expect(out).toBe(`==> ${at('talk.wav')} <==\nAB CCA\n==> ${at('more.wav')} <==\nBA\n`)
      expect(error).toContain(`${at('notes.wav')}: Not a sound file that can be read: it looks like text`)
      expect(error).toContain('cadenza: 1 of 3 files could not be transcribed')
      expect(status).toBe(1)
    },
    LONG
  )

  it(
    'writes words with times beside nothing that is there',
    async () => {
      const args = transcribe(at('talk.wav'), '--out', at('texts'), '--format', 'json')
      const { status, json } = await program.run([...args, '--json'])
      expect(status).toBe(0)
      const path = at('texts/talk.json')
      expect(json).toMatchObject({
        files: [{ file: at('talk.wav'), text: 'AB CCA', written: path }],
        failed: []
      })
      const written = transcript.parse(JSON.parse(readFileSync(path, 'utf8')))
      expect(written.words.map(({ text }) => text)).toEqual(['AB', 'CCA'])
      const [first, second] = written.words
      expect(first!.start).toBeGreaterThan(0.15) // 0.3 s of hiss stand before the word
      expect(first!.start).toBeLessThan(0.5)
      expect(second!.start).toBeGreaterThanOrEqual(first!.end)
      const again = await program.run(args)
      expect(again.error).toContain(`'--out': ${path} is there already; --force replaces it`)
      expect(again.status).toBe(2)
      expect((await program.run([...args, '--force'])).status).toBe(0)
    },
    LONG
  )

  it(
    'writes subtitles, with the words as a vocabulary writes them',
    async () => {
      writeFileSync(at('words.txt'), 'AB => Abby\n')
      const args = transcribe(at('talk.wav'), '--format', 'srt', '--vocabulary', at('words.txt'))
      const { status, out } = await program.run(args)
      expect(status).toBe(0)
      expect(out).toMatch(/^1\n00:00:00,\d{3} --> 00:00:0\d,\d{3}\nAbby CCA\n/)
    },
    LONG
  )

  it(
    'says nothing where nobody speaks',
    async () => {
      writeFileSync(
        at('silence.wav'),
        encodeWav({ samples: new Float32Array(32_000), sampleRate: 16_000 }, 'pcm16')
      )
      const { status, json } = await program.run(transcribe(at('silence.wav'), '--json'))
      expect(status).toBe(0)
      expect(json).toMatchObject({ files: [{ text: '', words: [] }] })
    },
    LONG
  )

  it.each([
    [['--format', 'srt'], "'FILE…' is missing"],
    [['gone.wav'], "'FILE…': gone.wav does not exist"],
    [
      ['package.json', 'README.md', '--format', 'vtt'],
      "'--out' is needed where several files are to be written as vtt"
    ],
    [['package.json', '--engine', 'whisper'], "'--model' is missing: name a model of whisper"]
  ])(
    'refuses %s',
    async (args, message) => {
      const { status, error, out } = await program.run(['transcribe', ...args])
      expect(error).toContain(message)
      expect({ status, out }).toEqual({ status: 2, out: '' })
    },
    LONG
  )

  it('that is told to stop stops', async () => {
    const { samples } = speakInTones('ABC', createRandom(1))
    const hour = new Float32Array(3600 * 16_000).map((_, i) => samples[i % samples.length]!)
    writeFileSync(at('long.wav'), encodeWav({ samples: hour, sampleRate: 16_000 }, 'pcm16'))
    const { status, error } = await program.run(transcribe(at('long.wav'), '--out', at('stopped')), {
      onStart: interruptOnce(
        () => existsSync(at('stopped')) && statSync(at('stopped')).mtimeMs < Date.now() - 1_500
      )
    })
    expect(error).toContain('cadenza: cancelled')
    expect(status).toBe(130)
    expect(readdirSync(at('stopped'))).toEqual([])
  })
})
