import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { digestSources } from '../../scripts/build.mjs'
import { findStalePackages, requireNode } from '../../scripts/dependencies.mjs'

let root = ''
beforeEach(() => void (root = mkdtempSync(join(tmpdir(), 'cadenza-fresh-'))))
afterEach(() => rmSync(root, { recursive: true }))

const write = (path: string, text: string) => {
  mkdirSync(join(root, path, '..'), { recursive: true })
  writeFileSync(join(root, path), text)
}

describe('findStalePackages', () => {
  const lock = (packages: object) => write('package-lock.json', JSON.stringify({ packages }))
  const installed = (packages: object) =>
    write('node_modules/.package-lock.json', JSON.stringify({ packages }))

  it('names every package on a fresh machine', () => {
    lock({ '': {}, 'node_modules/zod': { version: '4.0.0' }, 'node_modules/@a/b': { version: '1.0.0' } })
    expect(findStalePackages(root)).toEqual(['zod', '@a/b'])
  })

  it('names packages of another version, also nested ones', () => {
    lock({ 'node_modules/a': { version: '2.0.0' }, 'node_modules/a/node_modules/b': { version: '1.0.0' } })
    installed({ 'node_modules/a': { version: '1.0.0' }, 'node_modules/b': { version: '1.0.0' } })
    expect(findStalePackages(root)).toEqual(['a', 'b'])
  })

  it('does not miss optional packages, which a platform or a failed download leaves out', () => {
    lock({ 'node_modules/a': { version: '1.0.0' }, 'node_modules/gpu': { version: '1.0.0', optional: true } })
    installed({ 'node_modules/a': { version: '1.0.0' } })
    expect(findStalePackages(root)).toEqual([])
  })

  it('takes a damaged list for a missing one', () => {
    lock({ 'node_modules/a': { version: '1.0.0' } })
    write('node_modules/.package-lock.json', '{"packages": {')
    expect(findStalePackages(root)).toEqual(['a'])
  })
})

describe('digestSources', () => {
  const digest = () => digestSources(['src', 'config.ts'], root)

  it('changes when a file is edited, added or deleted, and not otherwise', () => {
    write('src/a/one.ts', '1')
    write('config.ts', 'c')
    const first = digest()
    expect(digest()).toBe(first)
    write('src/a/two.ts', '2')
    const added = digest()
    expect(added).not.toBe(first)
    rmSync(join(root, 'src/a/two.ts'))
    expect(digest()).toBe(first)
    utimesSync(join(root, 'src/a/one.ts'), new Date(0), new Date(0))
    expect(digest()).not.toBe(first)
  })
})

describe('requireNode', () => {
  it('refuses a Node that the build tools cannot use, and says which it must be', () => {
    expect(() => requireNode('18.20.4')).toThrow('needs Node 20.19 or later, this is 18.20.4')
    expect(() => requireNode('20.18.3')).toThrow('20.19')
  })

  it('accepts 20.19 and later', () => {
    for (const version of ['20.19.0', '20.20.2', '22.1.0', '24.0.0'])
      expect(() => requireNode(version)).not.toThrow()
  })
})
