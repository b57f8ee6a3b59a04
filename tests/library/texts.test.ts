import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import type { TextArrival } from '../../src-main/contract/texts'
import { LARGEST_TEXT } from '../../src-main/labs/lab'
import { openEngine, temporaryFolder } from '../engine/engine-for-test'

const bytesOf = (text: string) => new TextEncoder().encode(text)
const NAMES = bytesOf('Aachenosaurus\r\nAardonyx\r\nAbelisaurus\r\n')

async function openShelf(options: Parameters<typeof openEngine>[0] = {}) {
  const opened = await openEngine(options)
  const { id: dataset } = await opened.client.datasets.create({ name: 'Names', lab: 'characters' })
  return { ...opened, dataset }
}

describe('texts of a data set', () => {
  it('lie on the disk as they were imported, beside what is known of them', async () => {
    const { client, libraryFolder, dataset } = await openShelf()
    const row = await client.texts.importFile({ dataset, name: 'Dinosaurs.TSV', bytes: NAMES })
    await client.texts.importText({ dataset, name: 'My notes', text: 'Zoë 🦖' })
    const files = readdirSync(libraryFolder, { recursive: true }) as string[]
    expect(files.filter((name) => name.includes('.')).sort()).toEqual([
      'datasets/Names/dataset.json',
      'datasets/Names/texts/Dinosaurs/content.tsv',
      'datasets/Names/texts/Dinosaurs/text.json',
      'datasets/Names/texts/My notes/content.txt',
      'datasets/Names/texts/My notes/text.json'
    ])
    const folder = join(libraryFolder, 'datasets/Names/texts/Dinosaurs')
    expect(new Uint8Array(readFileSync(join(folder, 'content.tsv')))).toEqual(NAMES)
    const { ref, ...card } = row
    expect(ref).toEqual({ dataset, id: 'Dinosaurs' })
    expect(JSON.parse(readFileSync(join(folder, 'text.json'), 'utf8'))).toEqual(card)
    expect(card).toMatchObject({
      name: 'Dinosaurs',
      file: 'content.tsv',
      source: 'Dinosaurs.TSV',
      encoding: 'utf-8',
      bytes: NAMES.length,
      lines: 3,
      broken: 0
    })
    expect((await client.texts.list({ dataset })).map(({ name }) => name)).toEqual(['Dinosaurs', 'My notes'])
    expect(await client.datasets.list()).toMatchObject([{ id: dataset, texts: 2, songs: 0 }])
  })

  it('come to labs whole with plain line ends, or line by line', async () => {
    const { client, engine, dataset } = await openShelf()
    await client.texts.importFile({ dataset, name: 'dinosaurs.txt', bytes: NAMES })
    await client.texts.importFile({ dataset, name: 'dinosaurs.txt', bytes: bytesOf('other') })
    const [first, second] = (await engine.dataset(dataset)).texts!
    expect([first!.name, second!.name]).toEqual(['dinosaurs.txt', 'dinosaurs 2.txt'])
    expect(first!.bytes).toBe(NAMES.length)
    expect(await first!.load()).toBe('Aachenosaurus\nAardonyx\nAbelisaurus\n')
    const lines: string[] = []
    for await (const line of first!.lines()) lines.push(line)
    expect(lines).toEqual(['Aachenosaurus', 'Aardonyx', 'Abelisaurus'])
    for await (const line of first!.lines()) {
      expect(line).toBe('Aachenosaurus')
      break
    }
  })

  it('count in the hash of the data set: what they say and what they are called', async () => {
    const { client, engine, dataset } = await openShelf()
    const hashOf = async () => (await engine.dataset(dataset)).hash
    const empty = await hashOf()
    const { ref } = await client.texts.importFile({ dataset, name: 'a.txt', bytes: bytesOf('one') })
    const one = await hashOf()
    expect(one).not.toBe(empty)
    await client.texts.rename({ ...ref, name: 'Shown otherwise' })
    expect(await hashOf()).toBe(one)
    await client.texts.remove(ref)
    expect(await hashOf()).toBe(empty)
    await client.texts.importFile({ dataset, name: 'a.txt', bytes: bytesOf('two') })
    expect(await hashOf()).not.toBe(one)
  })

  it('show how they begin, and what may be wrong with them', async () => {
    const { client, dataset } = await openShelf()
    const long = `${'x'.repeat(19_999)}🦖${'y'.repeat(100)}`
    const { ref } = await client.texts.importText({ dataset, name: 'long', text: long })
    const read = await client.texts.read(ref)
    expect(read).toMatchObject({ beginning: 'x'.repeat(19_999), isWhole: false, problems: [] })
    const old = await client.texts.importFile({ dataset, name: 'old.txt', bytes: Uint8Array.of(67, 0xe9) })
    expect(await client.texts.read(old.ref)).toMatchObject({
      beginning: 'Cé',
      isWhole: true,
      problems: [expect.stringContaining('Windows-1252') as string]
    })
    const broken = new Uint8Array([...bytesOf('é'.repeat(200)), 0xff])
    const spoilt = await client.texts.importFile({ dataset, name: 'spoilt.txt', bytes: broken })
    expect((await client.texts.read(spoilt.ref)).problems).toEqual([
      'Its UTF-8 is broken in one place, read as “\ufffd”.'
    ])
  })

  it('are copied from the disk however large, but not loaded whole above the bound', async () => {
    const { client, engine, dataset } = await openShelf()
    const path = join(await temporaryFolder(), 'vectors.vec')
    const file = await open(path, 'w')
    const line = `word ${'0.123 '.repeat(170)}\n`
    for (let i = 0; i < 66; i++) await file.write(line.repeat(1_000))
    await file.close()
    const arrivals: TextArrival[] = []
    for await (const arrival of await client.texts.importFrom({ dataset, path })) arrivals.push(arrival)
    const { row } = arrivals.at(-1)!
    expect(arrivals.map(({ fraction }) => fraction)).toEqual(
      arrivals.map(({ fraction }) => fraction).sort((a, b) => a - b)
    )
    expect(arrivals.length).toBeGreaterThan(2) // it is some 65 MB
    expect(row).toMatchObject({
      name: 'vectors',
      file: 'content.vec',
      lines: 66_000,
      bytes: line.length * 66_000
    })
    const [source] = (await engine.dataset(dataset)).texts!
    expect(source!.bytes).toBeGreaterThan(LARGEST_TEXT)
    await expect(source!.load()).rejects.toThrow(
      '“vectors.vec” has 64.6 MiB; a text that is read as a whole has at most 64'
    )
    let count = 0
    for await (const read of source!.lines()) if (read.length === line.length - 1) count++
    expect(count).toBe(66_000)
  })

  it('leave nothing behind where somebody stops their import', async () => {
    const { client, libraryFolder, dataset } = await openShelf()
    const path = join(await temporaryFolder(), 'long.txt')
    const file = await open(path, 'w')
    for (let i = 0; i < 60; i++) await file.write('a line that is no other line\n'.repeat(40_000))
    await file.close()
    let isWhole = false
    for await (const { fraction, row } of await client.texts.importFrom({ dataset, path })) {
      isWhole = row !== null
      if (fraction > 0.05) break
    }
    expect(isWhole).toBe(false)
    expect(await client.texts.list({ dataset })).toEqual([])
    await vi.waitFor(() => expect(existsSync(join(libraryFolder, 'datasets/Names/texts/long'))).toBe(false))
  })

  it('are refused with the reason, and nothing is left of them', async () => {
    const { client, libraryFolder, dataset } = await openShelf()
    const files: [string, Uint8Array<ArrayBuffer>, RegExp][] = [
      ['empty.txt', new Uint8Array(0), /empty/],
      ['blank.txt', bytesOf(' \n\n'), /nothing but blanks/],
      ['binary.txt', Uint8Array.of(65, 0, 0, 7), /only binary files/],
      ['paper.pdf', bytesOf('%PDF-1.4 %…'), /a PDF/]
    ]
    for (const [name, bytes, reason] of files)
      await expect(client.texts.importFile({ dataset, name, bytes })).rejects.toMatchObject({
        code: 'UNREADABLE',
        message: expect.stringMatching(reason) as string
      })
    await expect(client.texts.importText({ dataset, name: 'a', text: '' })).rejects.toMatchObject({
      code: 'UNREADABLE'
    })
    const folder = await temporaryFolder()
    for (const [path, code] of [
      [folder, 'UNREADABLE'],
      [join(folder, 'none.txt'), 'NOT_FOUND'],
      ['relative.txt', 'INVALID']
    ] as const)
      await expect(
        client.texts.importFrom({ dataset, path }).then(async (arrivals) => {
          for await (const arrival of arrivals) void arrival
        })
      ).rejects.toMatchObject({ code })
    expect(await client.texts.list({ dataset })).toEqual([])
    expect(existsSync(join(libraryFolder, 'datasets/Names/texts'))).toBe(false)
    await expect(
      client.texts.importFile({ dataset: 'none', name: 'a.txt', bytes: NAMES })
    ).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('are renamed where they lie, deleted into the trash, and taken back', async () => {
    const { client, dataset } = await openShelf()
    const first = await client.texts.importFile({ dataset, name: 'a.txt', bytes: NAMES })
    const second = await client.texts.importFile({ dataset, name: 'a.txt', bytes: NAMES })
    expect([first.ref.id, second.ref.id]).toEqual(['a', 'a 2'])
    expect(await client.texts.rename({ ...second.ref, name: 'Other' })).toMatchObject({
      name: 'Other',
      ref: second.ref
    })
    const entry = await client.texts.remove(second.ref)
    expect(entry).toMatchObject({ kind: 'text', name: 'Other' })
    expect(await client.texts.list({ dataset })).toEqual([first])
    await expect(client.texts.read(second.ref)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await client.trash.restore({ id: entry.id })
    expect((await client.texts.list({ dataset })).map(({ name }) => name)).toEqual(['a', 'Other'])
  })

  it('cannot lead out of their folder by a name', async () => {
    const { client, libraryFolder, dataset } = await openShelf()
    for (const id of ['..', '../x', '/etc', 'a/b', 'a\0b', '']) {
      await expect(client.texts.read({ dataset, id })).rejects.toMatchObject({ code: 'INVALID' })
      await expect(client.texts.list({ dataset: id })).rejects.toMatchObject({ code: 'INVALID' })
    }
    const row = await client.texts.importFile({ dataset, name: '../../etc/a.t/t', bytes: NAMES })
    expect(row).toMatchObject({ ref: { dataset, id: 't' }, file: 'content.txt' })
    const path = join(libraryFolder, 'datasets', dataset, 'texts', 't', 'text.json')
    writeFileSync(path, JSON.stringify({ ...row, file: '../../dataset.json' }))
    expect(await client.texts.list({ dataset })).toEqual([])
  })
})

describe('a start after a crash', () => {
  async function leave(files: Record<string, string | Uint8Array>) {
    const home = await temporaryFolder()
    const folder = join(home, 'datasets', 'Names', 'texts', 'half')
    mkdirSync(folder, { recursive: true })
    const card = { name: 'Names', lab: 'characters', createdAt: new Date(0).toISOString() }
    writeFileSync(join(home, 'datasets', 'Names', 'dataset.json'), JSON.stringify(card))
    for (const [name, data] of Object.entries(files)) writeFileSync(join(folder, name), data)
    utimesSync(folder, 0, 0)
    const { client } = await openEngine({ libraryFolder: home })
    const { repairs } = await client.system.info()
    return { client, home, repairs }
  }

  it('describes a text anew whose file is there', async () => {
    const { client, repairs } = await leave({ 'content.conll': NAMES })
    expect(repairs).toEqual([
      'The description of the text “half” could not be read; it was made anew, its words are as they were.'
    ])
    const [row] = await client.texts.list({ dataset: 'Names' })
    expect(row).toMatchObject({ name: 'half', file: 'content.conll', lines: 3, encoding: 'utf-8' })
  })

  it('sets aside a text whose file never came, or cannot be read', async () => {
    const { client, home, repairs } = await leave({ 'content.txt.123-0.part': 'Aache' })
    expect(repairs.join()).toContain('The text “half” was never completed')
    expect(await client.texts.list({ dataset: 'Names' })).toEqual([])
    expect(readdirSync(join(home, '.set-aside', 'half', 'thing'))).toEqual(['content.txt.123-0.part'])
    const second = await leave({ 'content.txt': Uint8Array.of(0, 0) })
    expect(second.repairs.join()).toContain('The text “half” could not be read')
  })

  it('knows a data set of texts as one of characters though its description is lost', async () => {
    const home = await temporaryFolder()
    const first = await openShelf({ libraryFolder: home })
    await first.client.texts.importFile({ dataset: first.dataset, name: 'a.txt', bytes: NAMES })
    await first.engine.close()
    rmSync(join(home, 'datasets/Names/dataset.json'))
    utimesSync(join(home, 'datasets/Names'), 0, 0)
    const { client } = await openEngine({ libraryFolder: home })
    expect(await client.datasets.list()).toMatchObject([{ name: 'Names', lab: 'characters', texts: 1 }])
  })
})
