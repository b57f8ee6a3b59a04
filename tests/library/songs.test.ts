import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Arrangement, Part } from '../../src-main/contract/music'
import { writeMidi } from '../../src-main/music/midi'
import { openEngine, temporaryFolder } from '../engine/engine-for-test'
import { quartet } from '../engine/sound/quartet'

const LICK =
  '(title Lick) (tempo 140) Dm7 | G7 | CM7 | CM7 | d8 e8 f8 g8 a8 b8 c+8 d+8 e+8 d+8 c+8 b8 a8 g8 f8 e8 c1+1'

/** A tune in straight eighths, so that its file is one that was written, not played. */
const straight = (parts: (part: Part) => boolean = () => true): Arrangement => {
  const { parts: all, ...rest } = quartet(8)
  return { ...rest, feel: { tempo: 120, swing: 0.5 }, parts: all.filter(parts) }
}
const tune = new Uint8Array(writeMidi(straight()))
const drums = new Uint8Array(writeMidi(straight(({ role }) => role === 'drums')))
const bytesOf = (text: string) => new TextEncoder().encode(text)

async function openShelf(options: Parameters<typeof openEngine>[0] = {}) {
  const opened = await openEngine(options)
  const { id: dataset } = await opened.client.datasets.create({ name: 'Tunes', lab: 'jazz' })
  return { ...opened, dataset }
}

describe('songs of a data set', () => {
  it('lie on the disk as they were imported, beside what is known of them', async () => {
    const { client, libraryFolder, dataset } = await openShelf()
    const row = await client.songs.importFile({ dataset, name: 'Blue Train.mid', bytes: tune })
    await client.songs.importFile({ dataset, name: 'Lick.LS', bytes: bytesOf(LICK) })
    const files = readdirSync(libraryFolder, { recursive: true }) as string[]
    expect(files.filter((name) => name.includes('.')).sort()).toEqual([
      'datasets/Tunes/dataset.json',
      'datasets/Tunes/songs/Blue Train/song.json',
      'datasets/Tunes/songs/Blue Train/song.mid',
      'datasets/Tunes/songs/Lick/song.json',
      'datasets/Tunes/songs/Lick/song.ls'
    ])
    const folder = join(libraryFolder, 'datasets/Tunes/songs/Blue Train')
    expect(new Uint8Array(readFileSync(join(folder, 'song.mid')))).toEqual(tune)
    const { ref, ...card } = row
    expect(ref).toEqual({ dataset, id: 'Blue Train' })
    expect(JSON.parse(readFileSync(join(folder, 'song.json'), 'utf8'))).toEqual(card)
    expect(card).toMatchObject({
      name: 'Blue Train',
      source: 'Blue Train.mid',
      melodyTrack: null,
      chart: null
    })
    expect((await client.songs.list({ dataset })).map(({ name }) => name)).toEqual(['Blue Train', 'Lick'])
    expect(await client.datasets.list()).toMatchObject([{ id: dataset, songs: 2 }])
  })

  it('are read through: tracks, melody and chords', async () => {
    const { client, dataset } = await openShelf()
    const { ref } = await client.songs.importFile({ dataset, name: 'tune.mid', bytes: tune })
    const read = await client.songs.read(ref)
    expect(read.tracks.map(({ program, isDrums, notes }) => [program, isDrums, notes])).toEqual([
      [65, false, 64],
      [0, false, 64],
      [32, false, 32],
      [0, true, 48]
    ])
    expect(read.tracks[0]).toMatchObject({ name: 'Solo', low: 62, high: 78 })
    expect(read.melody).toMatchObject({ track: 0 })
    expect(read.notes.map(({ onset }) => onset)).toEqual(Array.from({ length: 64 }, (_, i) => i / 2))
    expect(read).toMatchObject({ chordsFrom: 'accompaniment', beats: 32, seconds: 16, problems: [] })
    expect(read.bars).toHaveLength(8)
    expect(read.feel.tempo).toBeCloseTo(120)
  })

  it('of lead sheets have a melody and chords of their own', async () => {
    const { client, dataset } = await openShelf()
    const { ref } = await client.songs.importFile({ dataset, name: 'lick.ls', bytes: bytesOf(LICK) })
    const read = await client.songs.read(ref)
    expect(read).toMatchObject({
      title: 'Lick',
      tracks: [],
      chordsFrom: 'file',
      problems: [],
      seconds: (16 * 60) / 140
    })
    expect(read.bars.map(({ chords }) => chords.map(({ symbol }) => symbol))).toEqual([
      ['Dm7'],
      ['G7'],
      ['CM7'],
      ['CM7']
    ])
    expect(read.notes).toHaveLength(17)
  })

  it('are corrected, and what is corrected counts: the melody, the chords, the data hash', async () => {
    const { client, dataset, engine } = await openShelf()
    const { ref } = await client.songs.importFile({ dataset, name: 'tune.mid', bytes: tune })
    const hashOf = async () => (await engine.dataset(dataset)).hash
    const before = await hashOf()
    await client.songs.update({ ...ref, melodyTrack: 2 })
    expect(await hashOf()).not.toBe(before)
    const chart = 'C7 | F7 | C7 | % | F7 | % | C7 | G7'
    const entry = { title: 'Blues', performer: 'Me', instrument: '', style: '', tempo: null }
    const row = await client.songs.update({ ...ref, chart, entry })
    expect(row).toMatchObject({ chart, melodyTrack: 2, entry })
    const read = await client.songs.read(ref)
    expect(read).toMatchObject({ title: 'Blues', chordsFrom: 'person', melody: { track: 2 } })
    expect(read.notes).toHaveLength(32)
    expect(read.bars[7]!.chords[0]!.symbol).toBe('G7')
    const [source] = (await engine.dataset(dataset)).songs!
    expect(source).toMatchObject({ name: 'tune.mid', entry, melodyTrack: 2 })
    expect(source!.chart!.bars).toHaveLength(8)
    expect(await source!.load()).toEqual(tune)
    const back = await client.songs.update({ ...ref, chart: null, melodyTrack: null, entry: null })
    expect(back).toMatchObject({ chart: null, melodyTrack: null })
    expect(await hashOf()).toBe(before)
  })

  it('are not corrected to what cannot be', async () => {
    const { client, dataset } = await openShelf()
    const { ref } = await client.songs.importFile({ dataset, name: 'tune.mid', bytes: tune })
    await expect(client.songs.update({ ...ref, melodyTrack: 4 })).rejects.toMatchObject({
      code: 'INVALID',
      message: "'melodyTrack' must be from 0 to 3: so many tracks have notes, not 4"
    })
    await expect(client.songs.update({ ...ref, chart: 'C7 | H7' })).rejects.toMatchObject({
      code: 'INVALID',
      message: expect.stringContaining('Line 1, column 6') as string
    })
    expect((await client.songs.list({ dataset }))[0]).toMatchObject({ chart: null, melodyTrack: null })
  })

  it('take chords, titles and players from a catalogue that names their files, but for chords that a person wrote', async () => {
    const { client, dataset, engine } = await openShelf()
    const bring = (name: string) => client.songs.importFile({ dataset, name, bytes: tune })
    const [named, mine, refused, unnamed] = [
      await bring('named.mid'),
      await bring('mine.mid'),
      await bring('refused.mid'),
      await bring('unnamed.mid')
    ]
    await client.songs.update({ ...mine.ref, chart: 'C7 | F7' })
    const about = { performer: 'A Player', title: 'A Tune', bpm: 120, signature: '4/4' }
    const chartOf = (symbol: string) => Array.from({ length: 8 }, () => [4, 4, '', [[symbol, 0, 4]]])
    const file = (...entries: [string, string][]) =>
      bytesOf(
        JSON.stringify(
          { entries: entries.map(([file, chord]) => ({ id: file, file, ...about, chart: chartOf(chord) })) },
          null,
          1
        )
      )
    const use = (bytes: Uint8Array<ArrayBuffer>) =>
      client.songs.useCatalogue({ dataset, name: 'cat.json', bytes })
    const all = file(['named.mid', 'D-7'], ['mine.mid', 'D-7'], ['refused.mid', 'H7'])
    expect(await use(all)).toEqual({
      given: ['named'],
      others: [
        { name: 'mine', reason: 'you have written its chords yourself, and they stay' },
        {
          name: 'refused',
          reason: expect.stringMatching(
            /^what cat\.json says of it cannot be used: line \d+, column \d+: bar 1 cannot be read: 'H7'/
          ) as string
        },
        { name: 'unnamed', reason: 'cat.json does not name its file, unnamed.mid' }
      ]
    })
    const read = await client.songs.read(named.ref)
    expect(read).toMatchObject({ title: 'A Tune', chordsFrom: 'catalogue' })
    expect(read.bars.map(({ chords }) => chords[0]?.symbol)).toEqual(Array(8).fill('Dm7'))
    expect(await client.songs.read(mine.ref)).toMatchObject({ chordsFrom: 'person' })
    for (const { ref } of [refused, unnamed])
      expect(await client.songs.read(ref)).toMatchObject({ chordsFrom: 'accompaniment' })
    const source = (await engine.dataset(dataset)).songs!.find(({ name }) => name === 'named.mid')
    expect(source).toMatchObject({ entry: { title: 'A Tune', performer: 'A Player', tempo: 120 } })
    await use(file(['named.mid', 'E-7']))
    expect((await client.songs.read(named.ref)).bars[0]!.chords[0]!.symbol).toBe('Em7')
    await client.songs.update({ ...named.ref, chart: 'C7' })
    expect((await use(file(['named.mid', 'E-7']))).given).toEqual([])
  })

  it('take nothing from what is no catalogue, and the place is named', async () => {
    const { client, dataset } = await openShelf()
    await client.songs.importFile({ dataset, name: 'tune.mid', bytes: tune })
    for (const [text, message] of [
      ['{"entries": [\n{]}', 'line 2, column 2: this is no JSON'],
      ['\n[]', 'line 2, column 1: this is no catalogue of solos'],
      [
        '{"entries": [\n{"file": "tune.mid"}]}',
        'none of its entries can be used; tune.mid: line 2, column 1: id: '
      ],
      ['{"entries": []}', 'it names none of the 1 songs of this collection by their files']
    ] as const)
      await expect(
        client.songs.useCatalogue({ dataset, name: 'cat.json', bytes: bytesOf(text) })
      ).rejects.toMatchObject({ code: 'UNREADABLE', message: expect.stringContaining(message) as string })
    const latin = Uint8Array.of(0x7b, 0xe9, 0x7d)
    await expect(client.songs.useCatalogue({ dataset, name: 'cat.json', bytes: latin })).rejects.toThrow(
      'UTF-8'
    )
  })

  it('are refused with the reason, and nothing is left of them', async () => {
    const { client, libraryFolder, dataset } = await openShelf()
    const files: [string, Uint8Array<ArrayBuffer>, RegExp][] = [
      ['empty.mid', new Uint8Array(0), /./],
      ['text.mid', bytesOf('These are notes.'), /MIDI/],
      ['cut.mid', tune.slice(0, 20), /./],
      ['drums.mid', drums, /all its notes are drums/],
      ['huge.mid', new Uint8Array((16 << 20) + 1), /16\.0 MiB; a song has at most 16/],
      ['bad.ls', bytesOf('(title Lick Dm7 |'), /line 1/i]
    ]
    for (const [name, bytes, reason] of files)
      await expect(client.songs.importFile({ dataset, name, bytes })).rejects.toMatchObject({
        code: 'UNREADABLE',
        message: expect.stringMatching(reason) as string
      })
    expect(await client.songs.list({ dataset })).toEqual([])
    expect(existsSync(join(libraryFolder, 'datasets/Tunes/songs'))).toBe(false)
    await expect(
      client.songs.importFile({ dataset: 'none', name: 'tune.mid', bytes: tune })
    ).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('are renamed where they lie, deleted into the trash, and taken back', async () => {
    const { client, dataset } = await openShelf()
    const first = await client.songs.importFile({ dataset, name: 'tune.mid', bytes: tune })
    const second = await client.songs.importFile({ dataset, name: 'tune.mid', bytes: tune })
    expect([first.ref.id, second.ref.id]).toEqual(['tune', 'tune 2'])
    expect(await client.songs.rename({ ...second.ref, name: 'Other' })).toMatchObject({
      name: 'Other',
      ref: second.ref
    })
    const entry = await client.songs.remove(second.ref)
    expect(entry).toMatchObject({ kind: 'song', name: 'Other' })
    expect(await client.songs.list({ dataset })).toEqual([first])
    await expect(client.songs.read(second.ref)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await client.trash.restore({ id: entry.id })
    expect((await client.songs.list({ dataset })).map(({ name }) => name)).toEqual(['tune', 'Other'])
  })

  it('cannot lead out of their folder by a name', async () => {
    const { client, dataset } = await openShelf()
    for (const id of ['..', '../x', '/etc', 'a/b', 'a\0b', '']) {
      await expect(client.songs.read({ dataset, id })).rejects.toMatchObject({ code: 'INVALID' })
      await expect(client.songs.list({ dataset: id })).rejects.toMatchObject({ code: 'INVALID' })
    }
    const row = await client.songs.importFile({ dataset, name: '../../etc/tune.mid', bytes: tune })
    expect(row.ref.id).toBe('tune')
  })
})

describe('a start after a crash', () => {
  async function leave(files: Record<string, string | Uint8Array>) {
    const home = await temporaryFolder()
    const folder = join(home, 'datasets', 'Tunes', 'songs', 'half')
    mkdirSync(folder, { recursive: true })
    const card = { name: 'Tunes', lab: 'jazz', createdAt: new Date(0).toISOString() }
    writeFileSync(join(home, 'datasets', 'Tunes', 'dataset.json'), JSON.stringify(card))
    for (const [name, data] of Object.entries(files)) writeFileSync(join(folder, name), data)
    utimesSync(folder, 0, 0)
    const { client } = await openEngine({ libraryFolder: home })
    const { repairs } = await client.system.info()
    return { client, home, repairs }
  }

  it('describes a song anew whose file is there', async () => {
    const { client, repairs } = await leave({ 'song.mid': tune })
    expect(repairs).toEqual([
      'The description of the song “half” could not be read; it was made anew, its notes are as they were.'
    ])
    const [row] = await client.songs.list({ dataset: 'Tunes' })
    expect(row).toMatchObject({ name: 'half', file: 'song.mid' })
    expect((await client.songs.read(row!.ref)).melody).toMatchObject({ track: 0 })
  })

  it('keeps a description that is broken beside the new one', async () => {
    const { client, home } = await leave({ 'song.ls': LICK, 'song.json': '{ "name":' })
    expect(await client.songs.list({ dataset: 'Tunes' })).toMatchObject([{ name: 'half', file: 'song.ls' }])
    const names = readdirSync(join(home, 'datasets/Tunes/songs/half'))
    expect(names.filter((name) => name.startsWith('song.json.unreadable'))).toHaveLength(1)
  })

  it('sets aside a song whose file never came', async () => {
    const { client, home, repairs } = await leave({ 'song.mid.123-0.part': 'MThd' })
    expect(repairs.join()).toContain('The song “half” was never completed')
    expect(await client.songs.list({ dataset: 'Tunes' })).toEqual([])
    expect(readdirSync(join(home, '.set-aside', 'half', 'thing'))).toEqual(['song.mid.123-0.part'])
  })

  it('knows a data set of songs as one of jazz though its description is lost', async () => {
    const home = await temporaryFolder()
    const first = await openShelf({ libraryFolder: home })
    await first.client.songs.importFile({ dataset: first.dataset, name: 'tune.mid', bytes: tune })
    await first.engine.close()
    rmSync(join(home, 'datasets/Tunes/dataset.json'))
    utimesSync(join(home, 'datasets/Tunes'), 0, 0)
    const { client } = await openEngine({ libraryFolder: home })
    expect(await client.datasets.list()).toMatchObject([{ name: 'Tunes', lab: 'jazz', songs: 1 }])
  })
})
