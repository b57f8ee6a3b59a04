import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { encodeWav } from '../../src-main/audio/wav'
import { openProgram, type Program } from './cadenza'

let program: Program
let folder: string

beforeAll(async () => {
  program = await openProgram()
  folder = mkdtempSync(join(tmpdir(), 'cadenza-cli-'))
  mkdirSync(join(folder, 'empty'))
  mkdirSync(join(folder, 'broken'))
  mkdirSync(join(folder, 'takes', 'deep'), { recursive: true })
  for (let i = 0; i < 6; i++) writeFileSync(join(folder, 'broken', `${i}.wav`), 'not a sound')
  const tone = encodeWav(
    { samples: Float32Array.from({ length: 8_000 }, (_, i) => Math.sin(i / 9) / 4), sampleRate: 16_000 },
    'pcm16'
  )
  writeFileSync(join(folder, 'tone.wav'), tone)
  for (let i = 0; i < 3; i++) writeFileSync(join(folder, 'takes', 'deep', `${i}.WAV`), tone)
  writeFileSync(join(folder, 'takes', 'bad.flac'), '')
}, 120_000)

afterAll(() => {
  program.dispose()
  rmSync(folder, { recursive: true, force: true })
})

const at = (name: string) => join(folder, name)

describe('cadenza', () => {
  it('says its version, which is that of package.json', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }
    expect(await program.run(['--version'])).toMatchObject({ status: 0, out: `${version}\n`, error: '' })
  })

  it('lists every command, and documents one', async () => {
    const { out } = await program.run(['help'])
    for (const name of ['trigger train', 'trigger evaluate', 'trigger listen', 'demo', 'scoreboard', 'bench'])
      expect(out).toContain(`  ${name} `)
    const help = await program.run(['trigger', 'train', '--help'])
    expect(help.status).toBe(0)
    expect(help.out).toContain(
      'usage: cadenza trigger train --positives DIR… --negatives DIR… --backgrounds DIR… --out DIR'
    )
  })

  it('prints the scoreboard, one row an assignment, without guesses', async () => {
    const { status, json, out } = await program.run(['scoreboard', '--json'])
    expect(status).toBe(0)
    expect(out.trim().split('\n')).toHaveLength(1)
    const rows = json['rows'] as { id: string; measured: unknown }[]
    expect(rows.map(({ id }) => id)).toContain('trigger')
    const unmeasured = rows.filter(({ measured }) => measured === null).length
    const text = (await program.run(['scoreboard'])).out
    expect(text.split('not measured')).toHaveLength(unmeasured + 1)
  })

  it('says where the benchmarks are', async () => {
    expect((await program.run(['bench', '--json'])).json['run']).toContain('npm run -s bench')
  })
})

describe('what cannot be run', () => {
  const sounds = ['--negatives', 'NOWHERE', '--backgrounds', 'NOWHERE']
  const cases: [string, () => string[], () => string][] = [
    ['an unknown command', () => ['sing'], () => "there is no command 'sing'"],
    [
      'a folder without sound',
      () => ['trigger', 'train', '--out', at('m'), '--positives', at('empty'), ...sounds],
      () => `'--positives': there is no sound file in ${at('empty')}`
    ],
    [
      'files that are no sound',
      () => [
        'trigger',
        'train',
        '--out',
        at('m'),
        '--positives',
        at('broken'),
        '--negatives',
        at('tone.wav'),
        '--backgrounds',
        at('tone.wav')
      ],
      () =>
        `'--positives' needs at least 5 readable sound files; ${at('broken')} has 0 (6 unreadable, such as ${at('broken/0.wav')}:`
    ],
    [
      'too few takes',
      () => [
        'trigger',
        'train',
        '--out',
        at('m'),
        '--positives',
        at('takes'),
        '--negatives',
        at('tone.wav'),
        '--backgrounds',
        at('tone.wav')
      ],
      () =>
        `'--positives' needs at least 5 readable sound files; ${at('takes')} has 3 (1 unreadable, such as ${at('takes/bad.flac')}: `
    ],
    [
      'a file in place of the folder for the model',
      () => ['trigger', 'train', '--out', at('tone.wav'), '--positives', at('takes'), ...sounds],
      () => `'--out': ${at('tone.wav')} is a file, not a folder`
    ],
    [
      'a folder that is no model',
      () => ['trigger', 'listen', '--model', at('empty'), '--file', at('tone.wav')],
      () => `'--model': ${at('empty')} is not a model: it has no model.json`
    ],
    [
      'a file that is no sound',
      () => ['trigger', 'listen', '--model', at('empty'), '--file', at('broken/0.wav')],
      () => `'--file': ${at('broken/0.wav')}: `
    ],
    [
      'a file that is not there',
      () => ['trigger', 'listen', '--model', at('empty'), '--file', at('gone.wav')],
      () => `'--file': ${at('gone.wav')} does not exist`
    ]
  ]

  it.each(cases)('%s is refused in one line', async (_name, args, message) => {
    const { status, out, error } = await program.run([...args(), '--json'])
    expect(error).toContain(`cadenza: ${message()}`)
    expect(error.trim().split('\n')).toHaveLength(1)
    expect(out).toBe('')
    expect(status).toBe(2)
    expect(existsSync(at('m/model.json'))).toBe(false)
  })
})
