import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ORIGIN, isGranted, isOurs } from '../../src-main/host/permissions'
import { serveWindowFile } from '../../src-main/host/window-files'
import { readWindowState, writeWindowState } from '../../src-main/host/window-state'
import { temporaryFolder } from '../engine/engine-for-test'

describe('permissions', () => {
  const ask = (permission: string, media: string[] = [], from = `${ORIGIN}/`) =>
    isGranted({ permission, from, origin: ORIGIN, media })

  it('are the microphone and MIDI, and nothing else', () => {
    expect(ask('media', ['audio'])).toBe(true)
    expect(ask('midi')).toBe(true)
    expect(ask('midiSysex')).toBe(true)
    expect(ask('media', ['video'])).toBe(false)
    expect(ask('media', ['audio', 'video'])).toBe(false)
    for (const other of [
      'geolocation',
      'notifications',
      'clipboard-read',
      'openExternal',
      'hid',
      'display-capture'
    ])
      expect(ask(other)).toBe(false)
  })

  it('are for our own pages', () => {
    for (const from of [
      'https://example.org/',
      'app://cadenza.evil/',
      'app://other/',
      'file:///etc/passwd',
      ''
    ])
      expect(ask('media', ['audio'], from)).toBe(false)
    expect(isOurs(ORIGIN, ORIGIN)).toBe(true)
  })
})

describe('window files', () => {
  it('are served isolated, with a policy that allows no inline script', async () => {
    const folder = await temporaryFolder()
    writeFileSync(join(folder, 'index.html'), '<html>')
    const answer = await serveWindowFile(folder, 'app://cadenza/')
    expect(await answer.text()).toBe('<html>')
    expect(answer.headers.get('Content-Type')).toContain('text/html')
    expect(answer.headers.get('Cross-Origin-Opener-Policy')).toBe('same-origin')
    expect(answer.headers.get('Cross-Origin-Embedder-Policy')).toBe('require-corp')
    const policy = answer.headers.get('Content-Security-Policy') ?? ''
    const scripts = policy.split('; ').find((rule) => rule.startsWith('script-src'))
    expect(scripts).toBe("script-src 'self' 'wasm-unsafe-eval'")
    expect(policy).toContain("default-src 'none'")
  })

  it('never come from outside of their folder', async () => {
    const folder = await temporaryFolder()
    const inside = join(folder, 'renderer')
    mkdirSync(inside)
    mkdirSync(join(folder, 'renderer-other'))
    writeFileSync(join(folder, 'secret.txt'), 'secret')
    writeFileSync(join(folder, 'renderer-other', 'secret.txt'), 'secret')
    for (const path of [
      '../secret.txt',
      '%2e%2e/secret.txt',
      '..%2fsecret.txt',
      '%2e%2e%2frenderer-other%2fsecret.txt',
      'a%00.html',
      '%',
      '',
      'nothing.js'
    ]) {
      const answer = await serveWindowFile(inside, `app://cadenza/${path}`)
      expect(answer.status, path).toBe(404)
      expect(await answer.text()).not.toContain('secret')
    }
  })
})

describe('the place of the window', () => {
  const screen = { x: 0, y: 0, width: 1920, height: 1080 }
  const place = { x: 100, y: 50, width: 1000, height: 700, isMaximized: true }

  it('is remembered', async () => {
    const file = join(await temporaryFolder(), 'window.json')
    writeWindowState(file, place)
    expect(readWindowState(file, [screen])).toEqual(place)
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(place)
  })

  it('is the first one where that screen is gone, or the file is damaged', async () => {
    const file = join(await temporaryFolder(), 'window.json')
    const first = readWindowState(file, [screen])
    writeWindowState(file, { ...place, x: 5_000 })
    expect(readWindowState(file, [screen])).toEqual(first)
    writeFileSync(file, '{"x":1')
    expect(readWindowState(file, [screen])).toEqual(first)
    writeFileSync(file, JSON.stringify({ ...place, width: 3 }))
    expect(readWindowState(file, [screen])).toEqual(first)
  })
})
