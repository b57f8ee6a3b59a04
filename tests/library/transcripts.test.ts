import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { LabEvent } from '../../src-main/contract/events'
import { text } from '../../src-main/contract/params'
import { defineAction, type Lab } from '../../src-main/labs/lab'
import { follow, openEngine, temporaryFolder } from '../engine/engine-for-test'
import { tinyLab } from '../engine/tiny-lab'
import { transcriptOf, word } from './transcript-of'

const sampleRate = 16_000
const sound = { samples: new Float32Array(sampleRate).fill(0.25), sampleRate }
const loose = { dataset: null, role: null }

describe('a transcript', () => {
  it('lies beside the sound of its clip, as a person can read it', async () => {
    const { client, libraryFolder } = await openEngine()
    const { ref } = await client.clips.importSamples({ name: 'talk', ...loose, ...sound })
    expect(await client.transcripts.read(ref)).toBeNull()
    const transcript = transcriptOf([word('good', 0.1), word('morning', 0.3, { speaker: 'Ada' })])
    await client.transcripts.write({ ref, transcript })
    expect(await client.transcripts.read(ref)).toEqual(transcript)
    const folder = join(libraryFolder, 'recordings/talk')
    expect(readdirSync(folder).sort()).toEqual(['audio.wav', 'clip.json', 'transcript.json'])
    expect(JSON.parse(readFileSync(join(folder, 'transcript.json'), 'utf8'))).toEqual(transcript)
  })

  it('is counted in lists, anew when it changes', async () => {
    const { client } = await openEngine()
    const { ref } = await client.clips.importSamples({ name: 'talk', ...loose, ...sound })
    await client.clips.importSamples({ name: 'mute', ...loose, ...sound })
    const counts = async () => (await client.clips.list({ dataset: null })).map(({ words }) => words)
    expect(await counts()).toEqual([undefined, undefined])
    await client.transcripts.write({ ref, transcript: transcriptOf([word('one', 0)]) })
    expect(await counts()).toEqual([undefined, 1])
    await client.transcripts.write({ ref, transcript: transcriptOf([word('one', 0), word('two', 0.5)]) })
    expect(await counts()).toEqual([undefined, 2])
  })

  it('tells those who watch the library', async () => {
    const { client } = await openEngine()
    const { ref } = await client.clips.importSamples({ name: 'talk', ...loose, ...sound })
    const changes = (await client.library.changes())[Symbol.asyncIterator]()
    const before = (await changes.next()).value as number
    await client.transcripts.write({ ref, transcript: transcriptOf([]) })
    expect((await changes.next()).value).toBe(before + 1)
    await changes.return?.()
  })

  it('goes with its clip to another name, another role, the trash and back', async () => {
    const { client } = await openEngine()
    const { id: dataset } = await client.datasets.create({ name: 'me', lab: 'speech' })
    const { ref } = await client.clips.importSamples({ name: 'a', dataset, role: 'inbox', ...sound })
    const transcript = transcriptOf([word('stay', 0)])
    await client.transcripts.write({ ref, transcript })
    expect((await client.clips.rename({ ...ref, name: 'b' })).words).toBe(1)
    const moved = await client.clips.move({ ...ref, to: 'spoken' })
    expect(moved.words).toBe(1)
    const { id } = await client.clips.remove(moved.ref)
    await expect(client.transcripts.read(moved.ref)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await client.trash.restore({ id })
    expect(await client.transcripts.read(moved.ref)).toEqual(transcript)
  })

  it('that is broken says where, and is never lost', async () => {
    const { client, libraryFolder } = await openEngine()
    const { ref } = await client.clips.importSamples({ name: 'talk', ...loose, ...sound })
    const folder = join(libraryFolder, 'recordings/talk')
    const path = join(folder, 'transcript.json')
    const broken = JSON.stringify(transcriptOf([word('ends', 2, { end: 1 })]))
    writeFileSync(path, broken)
    await expect(client.transcripts.read(ref)).rejects.toMatchObject({
      code: 'UNREADABLE',
      message:
        "The transcript of “talk” cannot be read: transcript.json: 'words': a word may not end before it starts"
    })
    writeFileSync(path, '{ half')
    await expect(client.transcripts.read(ref)).rejects.toThrow('transcript.json is no JSON')
    expect(readFileSync(path, 'utf8')).toBe('{ half')
    expect((await client.clips.list({ dataset: null }))[0]?.words).toBeUndefined()
    await client.transcripts.write({ ref, transcript: transcriptOf([]) })
    const kept = readdirSync(folder).find((name) => name.startsWith('transcript.json.unreadable-'))
    expect(readFileSync(join(folder, kept ?? 'none'), 'utf8')).toBe('{ half')
  })

  it('is refused where its words are out of order, and nothing is written', async () => {
    const { client, libraryFolder } = await openEngine()
    const { ref } = await client.clips.importSamples({ name: 'talk', ...loose, ...sound })
    const transcript = transcriptOf([word('second', 1), word('first', 0)])
    await expect(client.transcripts.write({ ref, transcript })).rejects.toThrow(
      'words must stand in order of their start'
    )
    expect(existsSync(join(libraryFolder, 'recordings/talk/transcript.json'))).toBe(false)
  })

  it('can be written while its recording still goes on', async () => {
    const { client } = await openEngine()
    const ref = await client.clips.begin({ name: 'live', ...loose, sampleRate })
    await client.clips.append({ ...ref, samples: sound.samples })
    await client.transcripts.write({ ref, transcript: transcriptOf([word('now', 0)]) })
    expect((await client.clips.finish(ref)).words).toBe(1)
  })
})

/** Hears a word a second in whatever it reads, and says what it was given. */
const listener: Lab = {
  ...tinyLab,
  actions: {
    transcribe: defineAction({
      title: 'Write down',
      params: z.object({ clip: text({ label: 'Clip' }) }),
      async *start({ clip: id }, tools): AsyncGenerator<LabEvent, void, undefined> {
        const clip = { ...loose, id }
        const sound = await tools.sound(clip)
        const lengths: number[] = []
        for await (const { samples } of sound.pieces()) lengths.push(samples.length)
        const words = Array.from({ length: Math.floor(sound.duration) }, (_, second) =>
          word(sound.name, second)
        )
        yield { type: 'heard', settled: words, partial: [] }
        yield { type: 'transcribed', clip, recogniser: 'listener', words }
        yield { type: 'result', result: { lengths } }
      }
    }),
    ask: defineAction({
      title: 'Ask for a recogniser',
      params: z.object({}),
      async *start(_params, tools): AsyncGenerator<LabEvent, void, undefined> {
        yield { type: 'note', text: (await tools.recogniser('whisper', 'base.en')).name }
      }
    })
  }
}

describe('a lab that hears words', () => {
  const run = async (
    client: Awaited<ReturnType<typeof openEngine>>['client'],
    action: string,
    params: Record<string, unknown>
  ) => {
    const { id } = await client.jobs.start({ lab: 'tiny', action, params })
    return follow(await client.jobs.watch({ id }))
  }

  it('reads a recording in pieces of ten seconds; the engine writes down its words', async () => {
    const { client } = await openEngine({ labs: [listener] })
    const samples = new Float32Array(25 * sampleRate)
    await client.clips.importSamples({ name: 'long', ...loose, samples, sampleRate })
    const { state, events } = await run(client, 'transcribe', { clip: 'long' })
    expect(state.result).toEqual({ lengths: [160_000, 160_000, 80_000] })
    expect(events).toContainEqual({ type: 'saved', what: 'transcript', id: 'long' })
    expect(state.heard.settled).toHaveLength(25)
    const transcript = await client.transcripts.read({ ...loose, id: 'long' })
    expect(transcript).toMatchObject({ recogniser: 'listener', isChecked: false })
    expect(transcript?.words).toEqual(state.heard.settled)
  })

  it('fails with a sentence where there is no such recording or recogniser', async () => {
    const { client } = await openEngine({ labs: [listener] })
    expect((await run(client, 'transcribe', { clip: 'gone' })).state.failure?.message).toBe(
      'there is no clip “gone”'
    )
  })

  it('may be given sounds that are not the library’s, and their words back', async () => {
    const kept: unknown[] = []
    const { client } = await openEngine({
      labs: [listener],
      otherSounds: {
        open: ({ id }) =>
          Promise.resolve(
            id === 'file 1' ? { name: 'hum.wav', duration: 1, pieces: () => Readable.from([]) } : null
          ),
        keep: (ref, { words }) => Promise.resolve(kept.push(ref.id, words.length) > 0)
      }
    })
    expect((await run(client, 'transcribe', { clip: 'file 1' })).state.status).toBe('done')
    expect(kept).toEqual(['file 1', 1])
  })

  it('may be given recognisers by whoever opened the engine', async () => {
    const recogniser = {
      name: 'whisper base.en',
      longest: 30,
      sampleRate,
      recognise: () => Promise.resolve([]),
      close: () => Promise.resolve()
    }
    const { client } = await openEngine({ labs: [listener], recogniserOf: () => Promise.resolve(recogniser) })
    expect((await run(client, 'ask', {})).state.notes).toEqual(['whisper base.en'])
  })
})

describe('an exported transcript', () => {
  it('is a file named after its clip, and replaces none', async () => {
    const { client } = await openEngine()
    const folder = await temporaryFolder()
    const { ref } = await client.clips.importSamples({ name: 'talk', ...loose, ...sound })
    await client.clips.rename({ ...ref, name: 'Talk of today' })
    await client.transcripts.write({ ref, transcript: transcriptOf([word('good', 0), word('day', 0.3)]) })
    const paths = []
    for (const format of ['txt', 'txt', 'json'] as const)
      paths.push(await client.transcripts.exportTo({ ref, format, folder }))
    expect(paths).toEqual(
      ['Talk of today.txt', 'Talk of today 2.txt', 'Talk of today.json'].map((name) => join(folder, name))
    )
    expect(paths.map((path) => readFileSync(path, 'utf8')).slice(0, 2)).toEqual(['good day\n', 'good day\n'])
    expect(JSON.parse(readFileSync(paths[2]!, 'utf8'))).toEqual(await client.transcripts.read(ref))
  })

  it('is refused where there is nothing to write, or nowhere', async () => {
    const { client } = await openEngine()
    const folder = await temporaryFolder()
    const { ref } = await client.clips.importSamples({ name: 'talk', ...loose, ...sound })
    const exported = (to: string) => client.transcripts.exportTo({ ref, format: 'srt', folder: to })
    await expect(exported(folder)).rejects.toThrow('“talk” has no transcript to export')
    await client.transcripts.write({ ref, transcript: transcriptOf([word('good', 0)]) })
    await expect(exported(join(folder, 'gone'))).rejects.toThrow(`there is no folder ${join(folder, 'gone')}`)
    await expect(exported('here')).rejects.toThrow("'folder' must be an absolute path, not here")
  })
})
