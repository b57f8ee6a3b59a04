import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { decodeAudio } from '../../src-main/audio/decode'
import { encodeWav } from '../../src-main/audio/wav'
import { soundOfFile } from '../../src-main/cli/sound-of-file'
import { FileSounds, planFiles } from '../../src-main/cli/transcribed-files'
import { UsageError } from '../../src-main/cli/usage-error'
import type { Transcript } from '../../src-main/contract/transcript'

const CODECS = join(import.meta.dirname, '..', 'fixtures', 'audio', 'codecs')
const sampleRate = 16_000
let folder: string
const at = (name: string) => join(folder, name)
const plan = (paths: string[], more: { out?: string; force?: boolean } = {}) =>
  planFiles(paths, { format: 'srt', out: more.out, force: more.force ?? false })

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cadenza-files-'))
  mkdirSync(at('out'))
  mkdirSync(at('other'))
  const samples = Float32Array.from({ length: 23 * sampleRate }, (_, i) => ((i * 7919) % 1_000) / 1_024)
  for (const name of ['talk.wav', 'other/talk.mp3', 'say it.v2.wav'])
    writeFileSync(at(name), encodeWav({ samples, sampleRate }, 'pcm16'))
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('files to be transcribed', () => {
  it('are written to a file named after each, or to standard output', async () => {
    expect(await plan([at('talk.wav'), at('say it.v2.wav')], { out: at('out') })).toMatchObject([
      { path: at('talk.wav'), title: 'talk', target: at('out/talk.srt') },
      { path: at('say it.v2.wav'), title: 'say it.v2', target: at('out/say it.v2.srt') }
    ])
    expect((await plan([at('talk.wav')]))[0]?.target).toBeNull()
  })

  it('never replace a transcript unasked', async () => {
    writeFileSync(at('out/talk.srt'), 'mine')
    await expect(plan([at('talk.wav')], { out: at('out') })).rejects.toThrow(
      `'--out': ${at('out/talk.srt')} is there already; --force replaces it`
    )
    expect(await plan([at('talk.wav')], { out: at('out'), force: true })).toHaveLength(1)
    expect(readFileSync(at('out/talk.srt'), 'utf8')).toBe('mine')
  })

  it('never replace each other, even when asked to replace', async () => {
    await expect(
      plan([at('talk.wav'), at('other/talk.mp3')], { out: at('out'), force: true })
    ).rejects.toThrow(`the transcripts of ${at('talk.wav')} and ${at('other/talk.mp3')} would both be`)
  })

  it.each(['gone.wav', 'out'])('are refused before any work: %s', async (name) => {
    await expect(plan([at('talk.wav'), at(name)])).rejects.toBeInstanceOf(UsageError)
    await expect(plan([at('talk.wav'), at(name)])).rejects.toThrow(at(name))
  })
})

describe('the sound of a file', () => {
  it('comes in pieces of ten seconds, whatever its name says', async () => {
    const sound = await soundOfFile(at('other/talk.mp3'))
    expect(sound).toMatchObject({ name: 'talk.mp3', duration: 23 })
    const lengths: number[] = []
    for await (const { samples } of sound.pieces()) lengths.push(samples.length)
    expect(lengths).toEqual([160_000, 160_000, 48_000])
  })

  it('is the same where it is decoded whole', async () => {
    const path = join(CODECS, 'mono16.flac')
    const { samples } = await decodeAudio(new Uint8Array(readFileSync(path)))
    const heard: number[] = []
    for await (const clip of (await soundOfFile(path)).pieces()) heard.push(...clip.samples)
    expect(Float32Array.from(heard)).toEqual(samples)
  })

  it('that cannot be read says why', async () => {
    writeFileSync(at('notes.wav'), 'These are notes.')
    await expect(soundOfFile(at('notes.wav'))).rejects.toThrow('it looks like text')
  })
})

describe('what is heard in files', () => {
  const transcript: Transcript = {
    format: 'cadenza-transcript',
    version: 1,
    recogniser: 'cadenza-ctc',
    createdAt: '2026-11-24T20:00:00.000Z',
    isChecked: false,
    words: []
  }

  it('is kept apart from what is heard in the library', async () => {
    const [wish] = await plan([at('talk.wav')])
    const sounds = new FileSounds([wish!])
    expect((await sounds.open(wish!.clip))?.duration).toBe(23)
    expect(await sounds.open({ ...wish!.clip, id: 'file 2' })).toBeNull()
    expect(await sounds.open({ dataset: 'me', role: 'spoken', id: 'file 1' })).toBeNull()
    expect(() => sounds.transcriptOf(wish!)).toThrow('no transcript came of it')
    expect(await sounds.keep({ ...wish!.clip, id: 'file 2' }, transcript)).toBe(false)
    expect(await sounds.keep(wish!.clip, transcript)).toBe(true)
    expect(sounds.transcriptOf(wish!)).toBe(transcript)
  })
})
