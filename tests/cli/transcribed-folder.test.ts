import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { encodeWav } from '../../src-main/audio/wav'
import { readSpeech } from '../../src-main/cli/speech-data'
import type { Terminal } from '../../src-main/cli/terminal'
import { readTranscribedFolders } from '../../src-main/cli/transcribed-folder'
import { UsageError } from '../../src-main/cli/usage-error'

let folder: string
const at = (name: string) => join(folder, name)
const tone = (seconds: number) =>
  encodeWav({ samples: new Float32Array(seconds * 16_000).fill(0.1), sampleRate: 16_000 }, 'pcm16')

function writeSound(name: string, bytes: Uint8Array = tone(0.5)) {
  mkdirSync(dirname(at(name)), { recursive: true })
  writeFileSync(at(name), bytes)
}

function writeTable(name: string, lines: string) {
  mkdirSync(at(name), { recursive: true })
  writeFileSync(join(at(name), 'transcripts.tsv'), lines.replaceAll(' | ', '\t'))
}

const HEADER = 'file | speaker | transcript\n'

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cadenza-speech-'))
  for (const name of ['a/ada/1.wav', 'a/ada/2.wav', 'a/bob/1.wav', 'b/cay.wav']) writeSound(name)
  writeTable('a', `${HEADER}ada/1.wav | ada | GOOD DAY\nada/2.wav | ada | YES\nbob/1.wav | bob | NO\n`)
  writeTable('b', `${HEADER}cay.wav | cay | GO`)
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

const read = (...names: string[]) =>
  readTranscribedFolders(
    '--data',
    names.map((name) => at(name))
  )

describe('a folder of recordings with transcripts', () => {
  it('lists what is said and by whom, in the order of its table', async () => {
    expect(await read('a', 'b')).toEqual([
      { name: 'ada/1.wav', path: at('a/ada/1.wav'), speaker: 'ada', transcript: 'GOOD DAY' },
      { name: 'ada/2.wav', path: at('a/ada/2.wav'), speaker: 'ada', transcript: 'YES' },
      { name: 'bob/1.wav', path: at('a/bob/1.wav'), speaker: 'bob', transcript: 'NO' },
      { name: 'cay.wav', path: at('b/cay.wav'), speaker: 'cay', transcript: 'GO' }
    ])
  })

  it('may have the line ends, the mark and the absolute paths that other programs write', async () => {
    writeTable('c', `\uFEFF${HEADER}${at('b/cay.wav')} | cay | GO \n\n`.replaceAll('\n', '\r\n'))
    expect(await read('c')).toEqual([
      { name: at('b/cay.wav'), path: at('b/cay.wav'), speaker: 'cay', transcript: 'GO' }
    ])
  })

  it.each([
    ['no table', null, 'is no folder of recordings with transcripts: there is no transcripts.tsv in it'],
    ['no header', 'ada/1.wav | ada | YES\n', 'line 1: the columns must be file, speaker, transcript'],
    ['other columns', 'file | transcript\n', "not 'file\ttranscript'"],
    [
      'a column too few',
      `${HEADER}1.wav | YES\n`,
      'line 2: 3 columns are needed (file, speaker, transcript), it has 2'
    ],
    ['a column too many', `${HEADER}\n1.wav | ada | A | B\n`, 'line 3: 3 columns are needed'],
    ['no name', `${HEADER} | ada | YES\n`, 'line 2: the name of the file is missing'],
    ['a file that is not there', `${HEADER}gone.wav | ada | YES\n`, 'line 2: there is no file '],
    ['a folder for a file', `${HEADER}../a/ada | ada | YES\n`, 'line 2: there is no file '],
    [
      'a file twice',
      `${HEADER}../b/cay.wav | cay | GO\n../c/../b/cay.wav | cay | STOP\n`,
      'line 3: ../c/../b/cay.wav stands in '
    ]
  ])('is refused for %s', async (_, table, message) => {
    mkdirSync(at('c'))
    if (table !== null) writeTable('c', table)
    await expect(read('c')).rejects.toThrow(message)
    await expect(read('c')).rejects.toBeInstanceOf(UsageError)
    await expect(read('c')).rejects.toThrow(at('c'))
  })

  it('is refused where another lists the same file', async () => {
    await expect(read('a', 'a')).rejects.toThrow(`stands in ${at('a/transcripts.tsv')}, line 2 already`)
  })
})

describe('a data set of speech', () => {
  const warnings: string[] = []
  const terminal: Terminal = {
    isJson: false,
    say: () => undefined,
    warn: (line) => warnings.push(line),
    emit: () => undefined,
    progress: () => undefined,
    finish: () => undefined
  }
  const surroundings = { terminal, signal: new AbortController().signal }
  const dataset = (more: Partial<Parameters<typeof readSpeech>[0]> = {}) =>
    readSpeech({ title: '--data', folders: [at('a'), at('b')], ...more }, surroundings)
  const namesOf = async (more: Partial<Parameters<typeof readSpeech>[0]>) =>
    (await dataset(more)).groups['spoken']?.map(({ name }) => name)

  beforeEach(() => void warnings.splice(0))

  it('holds what is said, by whom and how it sounds', async () => {
    const { groups } = await dataset()
    expect(Object.keys(groups)).toEqual(['spoken'])
    expect(groups['spoken']?.[0]).toMatchObject({
      name: 'ada/1.wav',
      duration: 0.5,
      transcript: 'GOOD DAY',
      speaker: 'ada'
    })
    expect((await groups['spoken']?.[0]?.load())?.samples).toHaveLength(8_000)
  })

  it('may leave speakers out, or keep some alone, from a list or a file', async () => {
    expect(await namesOf({ speakers: 'bob, cay' })).toEqual(['bob/1.wav', 'cay.wav'])
    expect(await namesOf({ exceptSpeakers: 'bob,cay' })).toEqual(['ada/1.wav', 'ada/2.wav'])
    writeFileSync(at('held.txt'), 'ada\r\ncay\r\n')
    expect(await namesOf({ exceptSpeakers: at('held.txt') })).toEqual(['bob/1.wav'])
    expect(await namesOf({ speakers: at('held.txt'), exceptSpeakers: 'cay' })).toEqual([
      'ada/1.wav',
      'ada/2.wav'
    ])
    expect(warnings).toEqual([])
  })

  it('warns of a speaker who says nothing, and refuses where nobody is left', async () => {
    await namesOf({ speakers: 'bob,dee' })
    expect(warnings).toEqual(['warning: nothing is listed by speaker dee'])
    await expect(dataset({ speakers: 'dee' })).rejects.toThrow(
      `'--data': 4 recordings are listed in ${at('a')}, ${at('b')}, none of them by the speakers asked for`
    )
  })

  it('has noise beside the speech where that is given, and leaves out what cannot be decoded', async () => {
    writeSound('noise/hum.wav', tone(2))
    writeSound('a/bob/1.wav', Uint8Array.of(1, 2, 3))
    const { groups } = await dataset({ noise: [at('noise')] })
    expect(groups['noise']).toMatchObject([{ name: 'hum.wav', duration: 2 }])
    expect(groups['spoken']).toHaveLength(3)
    expect(warnings[0]).toBe("warning: 1 of 4 files of '--data' cannot be read and are left out:")
    expect(warnings[1]).toContain(at('a/bob/1.wav'))
  })

  it('has another hash when a word is another', async () => {
    const before = (await dataset()).hash
    expect((await dataset()).hash).toBe(before)
    writeTable('b', `${HEADER}cay.wav | cay | STOP`)
    expect((await dataset()).hash).not.toBe(before)
  })
})
