import { existsSync, mkdirSync, readFileSync, readdirSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { encodeWav } from '../../src-main/audio/wav'
import { openEngine, temporaryFolder } from '../engine/engine-for-test'

const sampleRate = 16_000
const noise = (seconds: number) =>
  Float32Array.from({ length: seconds * sampleRate }, (_, i) => 0.3 * Math.sin(i * i * 0.001))
const sound = { samples: noise(0.5), sampleRate }
const loose = { dataset: null, role: null }

describe('the library', () => {
  it('lies on the disk in folders that a person can read', async () => {
    const { client, libraryFolder } = await openEngine()
    const { id: dataset } = await client.datasets.create({ name: 'Okay house', lab: 'tiny' })
    await client.clips.importSamples({ name: 'take 1.wav', dataset, role: 'positives', ...sound })
    await client.clips.importSamples({ name: 'Vögel.flac', ...loose, ...sound })
    const files = (readdirSync(libraryFolder, { recursive: true }) as string[]).filter((name) =>
      name.includes('.')
    )
    expect(files.sort()).toEqual([
      'datasets/Okay house/dataset.json',
      'datasets/Okay house/positives/take 1/audio.wav',
      'datasets/Okay house/positives/take 1/clip.json',
      'recordings/Vögel/audio.wav',
      'recordings/Vögel/clip.json'
    ])
    const card = JSON.parse(
      readFileSync(join(libraryFolder, 'recordings/Vögel/clip.json'), 'utf8')
    ) as unknown
    expect(card).toMatchObject({
      name: 'Vögel',
      duration: 0.5,
      sampleRate,
      origin: 'import',
      source: 'Vögel.flac'
    })
    expect(await client.datasets.list()).toMatchObject([
      { id: dataset, name: 'Okay house', counts: { positives: { clips: 1, seconds: 0.5 } } }
    ])
  })

  it('gives things of one name a folder each, and renames without moving', async () => {
    const { client } = await openEngine()
    const first = await client.clips.importSamples({ name: 'hum', ...loose, ...sound })
    const second = await client.clips.importSamples({ name: 'hum', ...loose, ...sound })
    expect([first.ref.id, second.ref.id]).toEqual(['hum', 'hum 2'])
    const renamed = await client.clips.rename({ ...second.ref, name: 'song' })
    expect(renamed).toMatchObject({ name: 'song', ref: second.ref })
    expect((await client.clips.list({ dataset: null })).map(({ name }) => name)).toEqual(['hum', 'song'])
  })

  it('moves a clip between roles, and the data hash follows', async () => {
    const { client } = await openEngine()
    const { id: dataset } = await client.datasets.create({ name: 'word', lab: 'tiny' })
    const { ref } = await client.clips.importSamples({ name: 'a', dataset, role: 'inbox', ...sound })
    const hashNow = async () => {
      const { id } = await client.jobs.start({ lab: 'tiny', action: 'sum', params: { dataset } })
      for await (const update of await client.jobs.watch({ id })) {
        if (update.kind !== 'events') continue
        for (const event of update.events) if (event.type === 'result') return event.result
      }
      throw new Error('no result')
    }
    const before = await hashNow()
    expect(before).toMatchObject({ roles: ['inbox'], samples: 8_000 })
    expect(await hashNow()).toEqual(before)
    const moved = await client.clips.move({ ...ref, to: 'negatives' })
    expect(moved.ref).toEqual({ dataset, role: 'negatives', id: 'a' })
    const after = await hashNow()
    expect(after['roles']).toEqual(['negatives'])
    expect(after['hash']).not.toBe(before['hash'])
    await expect(client.clips.read(ref)).rejects.toThrow('no clip “a”')
  })

  it('deletes into a trash, and takes back what was deleted even where its name was given away', async () => {
    const { client, libraryFolder } = await openEngine()
    const { id } = await client.datasets.create({ name: 'word', lab: 'tiny' })
    await client.clips.importSamples({ name: 'a', dataset: id, role: 'positives', ...sound })
    const entry = await client.datasets.remove({ id })
    expect(await client.datasets.list()).toEqual([])
    expect(await client.trash.list()).toEqual([entry])
    await client.datasets.create({ name: 'word', lab: 'tiny' })
    await client.trash.restore({ id: entry.id })
    const counts = (await client.datasets.list()).map((dataset) => [
      dataset.id,
      dataset.counts['positives']?.clips ?? 0
    ])
    expect(counts).toEqual([
      ['word', 0],
      ['word 2', 1]
    ])
    expect(await client.trash.list()).toEqual([])
    await client.datasets.remove({ id: 'word 2' })
    await client.trash.empty()
    expect(readdirSync(join(libraryFolder, '.trash'))).toEqual([])
    await expect(client.trash.restore({ id: entry.id })).rejects.toThrow('no longer in the trash')
  })

  it('cannot be led out of its folder by a name', async () => {
    const { client, libraryFolder } = await openEngine()
    writeFileSync(join(libraryFolder, '..', 'clip.json'), '{}')
    for (const id of ['..', '.', '../x', '..\\x', '/etc', 'C:x', 'a/b', 'a\0b', '.trash', '']) {
      await expect(client.clips.read({ ...loose, id })).rejects.toMatchObject({ code: 'INVALID' })
      await expect(client.clips.remove({ dataset: id, role: 'positives', id: 'a' })).rejects.toMatchObject({
        code: 'INVALID'
      })
      await expect(client.models.remove({ id: `tiny/${id}` })).rejects.toMatchObject({ code: 'INVALID' })
      await expect(client.models.remove({ id: `${id}/tiny` })).rejects.toMatchObject({ code: 'INVALID' })
      await expect(client.runs.remove({ id })).rejects.toMatchObject({ code: 'INVALID' })
      await expect(client.trash.restore({ id })).rejects.toMatchObject({ code: 'INVALID' })
      await expect(client.library.folderOf({ kind: 'run', id })).rejects.toMatchObject({ code: 'INVALID' })
    }
    const entry = await client.clips.importSamples({ name: '../../etc/passwd.wav', ...loose, ...sound })
    expect(entry.ref.id).toBe('passwd')
    const odd = await client.clips.importSamples({ name: '..\\..\\con', ...loose, ...sound })
    expect(readdirSync(join(libraryFolder, 'recordings'))).toContain(odd.ref.id)
  })

  it('a slip in the trash that names a place outside is not followed', async () => {
    const { client, libraryFolder } = await openEngine()
    const { ref } = await client.clips.importSamples({ name: 'a', ...loose, ...sound })
    const { id } = await client.clips.remove(ref)
    const slip = join(libraryFolder, '.trash', id, 'slip.json')
    const known = JSON.parse(readFileSync(slip, 'utf8')) as object
    writeFileSync(slip, JSON.stringify({ ...known, from: '../../outside' }))
    await expect(client.trash.restore({ id })).rejects.toMatchObject({ code: 'INVALID' })
    expect(existsSync(join(libraryFolder, '.trash', id, 'thing', 'audio.wav'))).toBe(true)
  })

  it('refuses files that are no sound, with the reason', async () => {
    const { client } = await openEngine()
    const wav = encodeWav(sound, 'pcm16')
    const files: [string, Uint8Array<ArrayBuffer>, RegExp][] = [
      ['empty.wav', new Uint8Array(0), /0 bytes/],
      ['cut.wav', wav.subarray(0, 4_000), /cut/],
      ['silent.wav', encodeWav({ samples: new Float32Array(0), sampleRate }, 'pcm16'), /no samples/],
      ['photo.mp3', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 0), /PNG/i]
    ]
    for (const [name, bytes, reason] of files)
      await expect(client.clips.importFile({ name, bytes, ...loose })).rejects.toMatchObject({
        code: 'UNREADABLE',
        message: expect.stringMatching(reason) as string
      })
    const holes = { samples: Float32Array.of(0, NaN, 0), sampleRate }
    await expect(client.clips.importSamples({ name: 'holes', ...loose, ...holes })).rejects.toMatchObject({
      code: 'UNREADABLE'
    })
    expect(await client.clips.list({ dataset: null })).toEqual([])
    expect((await client.clips.importFile({ name: 'wrong name.mp3', bytes: wav, ...loose })).duration).toBe(
      0.5
    )
  })

  it('tells those who watch of each change, also of another program’s', async () => {
    const { client, libraryFolder } = await openEngine()
    const changes = await client.library.changes()
    const start = Number((await changes.next()).value)
    await client.datasets.create({ name: 'word', lab: 'tiny' })
    expect((await changes.next()).value).toBe(start + 1)
    const other = await openEngine({ libraryFolder })
    await other.client.clips.importSamples({ name: 'theirs', ...loose, ...sound })
    expect((await changes.next()).value).toBeGreaterThan(start + 1)
    await changes.return?.(undefined)
  })

  it('sets aside what it cannot repair, and deletes nothing', async () => {
    const home = await temporaryFolder()
    const model = join(home, 'models', 'tiny', 'half')
    const clip = join(home, 'recordings', 'noise')
    for (const [folder, file] of [
      [model, 'weights.bin'],
      [clip, 'audio.wav']
    ] as const) {
      mkdirSync(folder, { recursive: true })
      writeFileSync(join(folder, file), 'no such thing')
      utimesSync(folder, 0, 0)
    }
    const { client } = await openEngine({ libraryFolder: home })
    const { repairs } = await client.system.info()
    expect(repairs).toHaveLength(2)
    expect(repairs.join()).toContain(join('.set-aside', 'half'))
    expect(readFileSync(join(home, '.set-aside', 'noise', 'thing', 'audio.wav'), 'utf8')).toBe(
      'no such thing'
    )
    expect(readFileSync(join(home, '.set-aside', 'half', 'thing', 'weights.bin'), 'utf8')).toBe(
      'no such thing'
    )
    expect(await client.models.list()).toEqual([])
  })

  it('exports a model and takes it back', async () => {
    const { client } = await openEngine()
    const { id } = await client.jobs.start({ lab: 'tiny', action: 'train', params: { steps: 30 } })
    for await (const _update of await client.jobs.watch({ id }));
    await client.models.rename({ id: 'tiny/tiny one', name: 'mine' })
    const folder = await temporaryFolder()
    const [target, ...paths] = await client.models.exportTo({
      id: 'tiny/tiny one',
      folder,
      format: 'cadenza'
    })
    expect(target).toBe(join(folder, 'mine'))
    const files = paths.map((path) => ({
      name: path.split('/').at(-1)!,
      bytes: new Uint8Array(readFileSync(path))
    }))
    const back = await client.models.importFiles({ files })
    expect(back).toMatchObject({ name: 'mine', lab: 'tiny', card: { params: { steps: 30 } } })
    const cut = files.map((file) =>
      file.name === 'weights.bin' ? { ...file, bytes: file.bytes.subarray(0, 3) } : file
    )
    await expect(client.models.importFiles({ files: cut })).rejects.toMatchObject({
      code: 'UNREADABLE',
      message: "tensor 'weight' ends at byte 4, but the weights have 3"
    })
    await expect(
      client.models.importFiles({ files: files.filter(({ name }) => name === 'model.json') })
    ).rejects.toThrow('weights.bin')
    await expect(client.models.exportTo({ id: back.id, folder, format: 'onnx' })).rejects.toThrow(
      'cannot be exported as onnx'
    )
  })
})
