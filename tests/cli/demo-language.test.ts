import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { expect, it } from 'vitest'
import { drawAttention } from '../../src-main/cli/attention-picture'
import { demonstrateLanguage } from '../../src-main/cli/demo-language'
import { createTerminal } from '../../src-main/cli/terminal'
import { temporaryFolder } from '../engine/engine-for-test'

it('draws who looks at whom, with marks that would end its text escaped', () => {
  const picture = drawAttention({
    id: 'a',
    title: 'A',
    kind: 'attention',
    rows: ['x', '<'],
    columns: ['a', ' ', 'long'],
    maps: [{ name: 'one', data: Float32Array.of(1, 0, 0, 0, 0.5, 0.5) }]
  })
  expect(picture.match(/<rect/g)).toHaveLength(1 + 6)
  expect(picture).toContain('rgb(252,246,190)')
  expect(picture).toContain('>&lt;</text>')
  expect(picture).toContain('>␣</text>')
  expect(picture).toContain('rotate(-90')
})

it('shows each lab once, or says why not', async () => {
  const out = await temporaryFolder()
  const streams = { out: new PassThrough(), error: new PassThrough() }
  const chapter = await demonstrateLanguage(out, {
    terminal: createTerminal(true, { ...streams, now: () => 0 }),
    signal: new AbortController().signal,
    root: join(import.meta.dirname, '..', '..'),
    appVersion: '0.0.0-test',
    stdin: Readable.from([])
  })
  const missing = chapter.data['missing'] as { id: string; reason: string }[]
  expect(chapter.numbers.length + missing.length).toBe(6)
  const said = (streams.error.read() as Buffer | null)?.toString() ?? ''
  for (const { id, reason } of missing) {
    expect(said).toContain(`not shown: ${id}: ${reason}`)
    expect(chapter.paragraphs).toContain(`Not shown: ${id}. ${reason}`)
  }
  expect(chapter.numbers).toContainEqual({ name: 'man is to king as woman is to', value: 'queen' })
  for (const { file } of chapter.pictures) {
    expect(existsSync(join(out, file))).toBe(true)
    expect(readFileSync(join(out, file), 'utf8')).toMatch(/^<svg /)
  }
})
