import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readTexts } from '../../src-main/cli/text-files'
import { temporaryFolder } from '../engine/engine-for-test'

async function folderOf(files: Record<string, string | Uint8Array>): Promise<string> {
  const folder = await temporaryFolder()
  for (const [path, data] of Object.entries(files)) {
    mkdirSync(join(folder, path, '..'), { recursive: true })
    writeFileSync(join(folder, path), data)
  }
  return folder
}

describe('readTexts', () => {
  it('finds text files below folders, in an order of their own, and reads them when asked', async () => {
    const folder = await folderOf({
      'b.txt': 'b',
      'A.TSV': 'a\tb\r\nc\td',
      'deep/c.conll': 'EU B-ORG\n',
      '.hidden.txt': 'x',
      'photo.png': 'x'
    })
    const { texts = [], groups } = await readTexts('--data', [folder])
    expect(texts.map(({ name, bytes }) => [name, bytes])).toEqual([
      ['A.TSV', 8],
      ['b.txt', 1],
      ['deep/c.conll', 9]
    ])
    expect(await texts[0]!.load()).toBe('a\tb\nc\td')
    expect(groups).toEqual({})
  })

  it('reads a file that is named whatever its ending, once, and tells equal names apart', async () => {
    const one = await folderOf({ 'a.words': 'one', 'a.txt': 'two' })
    const other = await folderOf({ 'a.txt': Uint8Array.of(0xff, 0xfe, 0x68, 0, 0x69, 0) })
    const paths = [join(one, 'a.words'), join(one, 'a.txt'), join(one, 'a.txt'), other]
    const { texts = [] } = await readTexts('--data', paths)
    expect(texts.map(({ name }) => name)).toEqual(['a.words', 'a.txt', 'a (2).txt'])
    expect(await texts[2]!.load()).toBe('hi')
  })

  it('hashes what the texts are called and what they say', async () => {
    const hashOf = async (files: Record<string, string>) =>
      (await readTexts('--data', [await folderOf(files)])).hash
    const hash = await hashOf({ 'a.txt': 'one', 'b.txt': 'two' })
    expect(hash).toMatch(/^[0-9a-f]{64}$/)
    expect(await hashOf({ 'b.txt': 'two', 'a.txt': 'one' })).toBe(hash)
    expect(await hashOf({ 'a.txt': 'one', 'b.txt': 'twO' })).not.toBe(hash)
    expect(await hashOf({ 'a.txt': 'one', 'c.txt': 'two' })).not.toBe(hash)
  })

  it('names the option, the file and the reason where something is no text', async () => {
    const folder = await folderOf({ 'a.txt': Uint8Array.of(1, 2, 0, 3), 'empty/x.png': 'x' })
    await expect(readTexts('--data', [join(folder, 'none')])).rejects.toThrow(
      `'--data': ${join(folder, 'none')} does not exist`
    )
    await expect(readTexts('FILE', [join(folder, 'empty')])).rejects.toThrow("'FILE': there is no text (.txt")
    await expect(readTexts('FILE', [folder])).rejects.toThrow(
      `'FILE': ${join(folder, 'a.txt')}: It is no text: character 3 is 0, which only binary files hold`
    )
  })
})
