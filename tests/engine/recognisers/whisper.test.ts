import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { decodeAudio } from '../../../src-main/audio/decode'
import { resample } from '../../../src-main/audio/resample'
import type { Clip } from '../../../src-main/contract/clip'
import { HostProcess } from '../../../src-main/engine/recognisers/host-process'
import { processorPackage, refusalOf } from '../../../src-main/engine/recognisers/packages'
import code from '../../../src-main/engine/recognisers/recogniser-process.js?raw'
import { openWhisper } from '../../../src-main/engine/recognisers/whisper'
import { firstOf, openEngine, temporaryFolder } from '../engine-for-test'
import { makeTinyGgml, TINY_TEXT } from './tiny-ggml'

const SPOKEN = 'assets/sounds/trigger-demo/negatives/an4-an325-mmal-b.flac'
const never = new AbortController().signal
const network = makeTinyGgml()
let spoken: Clip

beforeAll(async () => {
  spoken = await resample(await decodeAudio(readFileSync(SPOKEN), SPOKEN), 16_000)
})

const clean: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const step of clean.splice(0)) await step()
})

async function networkFile(): Promise<string> {
  const file = join(await temporaryFolder(), 'ggml-tiny.test.bin')
  writeFileSync(file, network)
  return file
}

async function open() {
  const whisper = openWhisper({ name: 'whisper test', file: await networkFile(), isMultilingual: false })
  clean.push(() => whisper.close())
  return whisper
}

describe.skipIf(refusalOf('whisper'))('Whisper in a process of its own', () => {
  it('hears words within the clip, in order, and the same ones again', async () => {
    const whisper = await open()
    const words = await whisper.recognise(spoken, never)
    expect(words.map(({ text }) => text)).toEqual(TINY_TEXT)
    let before = 0
    for (const { start, end } of words) {
      expect(start).toBeGreaterThanOrEqual(before)
      expect(end).toBeGreaterThanOrEqual(start)
      expect(end).toBeLessThanOrEqual(spoken.samples.length / 16_000)
      before = start
    }
    expect(await whisper.recognise(spoken, never)).toEqual(words)
  })

  it('hears nothing where nobody speaks, and starts no process for it', async () => {
    const whisper = await open()
    expect(await whisper.recognise({ samples: new Float32Array(80_000), sampleRate: 16_000 }, never)).toEqual(
      []
    )
    expect(whisper.pid).toBeUndefined()
  })

  it('fails the call when its process dies in the middle, and answers the next one', async () => {
    const whisper = await open()
    const words = await whisper.recognise(spoken, never)
    const first = whisper.pid!
    const dying = whisper.recognise(spoken, never)
    process.kill(first, 'SIGKILL')
    await expect(dying).rejects.toThrow(
      'whisper test stopped unexpectedly (SIGKILL). The next try starts it anew.'
    )
    expect(await whisper.recognise(spoken, never)).toEqual(words)
    expect(whisper.pid).not.toBe(first)
  })

  it('starts anew where its process died between two calls', async () => {
    const whisper = await open()
    const words = await whisper.recognise(spoken, never)
    process.kill(whisper.pid!, 'SIGKILL')
    await expect.poll(() => whisper.pid).toBeUndefined()
    expect(await whisper.recognise(spoken, never)).toEqual(words)
  })

  it('ends by itself when whoever started it is gone', async () => {
    const child = spawn(process.execPath, ['-e', code], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] })
    const ended = once(child, 'exit')
    child.disconnect()
    expect(await ended).toEqual([null, 'SIGKILL'])
  })

  it('ends at once when the person cancels, whatever the native code does', async () => {
    const whisper = await open()
    await whisper.recognise(spoken, never)
    const { pid } = whisper
    process.kill(pid!, 'SIGSTOP')
    const abort = new AbortController()
    const call = whisper.recognise(spoken, abort.signal)
    abort.abort(new Error('no more'))
    await expect(call).rejects.toThrow('no more')
    expect(() => process.kill(pid!, 0)).toThrow('ESRCH')
  })

  it('gives a process up that does not answer in time', async () => {
    const host = new HostProcess({
      name: 'Whisper',
      load: {
        engine: 'whisper',
        packages: [processorPackage()],
        file: await networkFile(),
        language: 'en',
        threads: 1
      }
    })
    clean.push(() => host.close())
    await host.call(spoken.samples, { signal: never, patience: 100 })
    process.kill(host.pid!, 'SIGSTOP')
    const late = host.call(spoken.samples, { signal: never, patience: 1 })
    await expect(late).rejects.toThrow('Whisper did not answer within 1 seconds and was ended.')
    expect(host.pid).toBeUndefined()
  })

  it('says so when the model cannot be loaded or no package loads', async () => {
    const file = join(await temporaryFolder(), 'missing.bin')
    const whisper = openWhisper({ name: 'whisper test', file, isMultilingual: false })
    await expect(whisper.recognise(spoken, never)).rejects.toThrow(
      'whisper test failed: Failed to initialize whisper context'
    )
    const host = new HostProcess({
      name: 'Whisper',
      load: { engine: 'whisper', packages: ['no-such-package'], file }
    })
    await expect(host.call(spoken.samples, { signal: never, patience: 10 })).rejects.toThrow(
      /no-such-package: Cannot find module/
    )
  })
})

describe.skipIf(refusalOf('whisper'))('a model of Whisper that the person has', () => {
  it('is copied, listed, opened and put into the trash', async () => {
    const { engine, client } = await openEngine()
    const path = await networkFile()
    expect(await client.recognisers.importFrom({ path })).toEqual({ engine: 'whisper', id: 'tiny.test' })
    expect(await client.recognisers.importFrom({ path })).toEqual({ engine: 'whisper', id: 'tiny.test' })
    const row = async () => (await firstOf(client.recognisers.watch())).find(({ id }) => id === 'tiny.test')
    expect(await row()).toMatchObject({
      id: 'tiny.test',
      state: 'installed',
      language: 'English',
      expected: null,
      problem: null
    })

    const whisper = await engine.recogniser('whisper', 'tiny.test')
    expect(whisper.name).toBe('whisper tiny.test')
    expect((await whisper.recognise(spoken, never)).length).toBeGreaterThan(0)
    await whisper.close()

    await client.recognisers.remove({ engine: 'whisper', id: 'tiny.test' })
    await expect(engine.recogniser('whisper', 'tiny.test')).rejects.toThrow(
      /there is no model “tiny\.test” of whisper/
    )
    const [thrown] = await client.trash.list()
    expect(thrown?.name).toBe('whisper tiny.test')
    await client.trash.restore({ id: thrown!.id })
    expect(await row()).toMatchObject({
      id: 'tiny.test',
      state: 'installed'
    })
  })

  it('is found in another folder, but not removed from there', async () => {
    const other = await openEngine()
    await other.client.recognisers.importFrom({ path: await networkFile() })
    const { client, engine } = await openEngine({
      otherRecognisers: [join(other.libraryFolder, 'recognisers')]
    })
    await (await engine.recogniser('whisper', 'tiny.test')).close()
    const refused = client.recognisers.remove({ engine: 'whisper', id: 'tiny.test' })
    await expect(refused).rejects.toMatchObject({ code: 'INVALID' })
  })

  it('ends with the engine, in the middle of a call too', async () => {
    const { engine, client } = await openEngine()
    const path = await networkFile()
    await client.recognisers.importFrom({ path })
    const whisper = (await engine.recogniser('whisper', 'tiny.test')) as ReturnType<typeof openWhisper>
    await whisper.recognise(spoken, never)
    const pid = whisper.pid!
    const call = whisper.recognise(spoken, never)
    const failed = expect(call).rejects.toThrow(/stopped unexpectedly/)
    await engine.close()
    await failed
    expect(() => process.kill(pid, 0)).toThrow('ESRCH')
  })
})

describe('a file that is no model', () => {
  const refuse = async (name: string, bytes: Buffer) => {
    const { client } = await openEngine()
    const path = join(await temporaryFolder(), name)
    writeFileSync(path, bytes)
    const refused = client.recognisers.importFrom({ path })
    await expect(refused).rejects.toMatchObject({ code: 'UNREADABLE' })
    return refused.catch(({ message }: Error) => message)
  }
  const damaged = (at: number, value: number) => {
    const copy = Buffer.from(network)
    copy.writeInt32LE(value, at)
    return copy
  }

  it('is refused with what is wrong', async () => {
    expect(await refuse('song.bin', Buffer.from('RIFF0000WAVE'))).toMatch(/does not begin with the letters/)
    expect(await refuse('empty.bin', Buffer.alloc(0))).toMatch(/cut off/)
    expect(await refuse('cut.bin', network.subarray(0, network.length - 1))).toMatch(/cut off/)
    expect(await refuse('header.bin', damaged(4, 32_000))).toMatch(/header is not that of a Whisper network/)
    expect(await refuse('filters.bin', damaged(48, -1))).toMatch(/filters are damaged/)
    expect(await refuse('more.bin', Buffer.concat([network, Buffer.alloc(64)]))).toMatch(
      /weights are damaged/
    )
  })

  it('is not there at all', async () => {
    const { client } = await openEngine()
    const missing = client.recognisers.importFrom({ path: '/nowhere/ggml.bin' })
    await expect(missing).rejects.toMatchObject({ code: 'NOT_FOUND' })
    const relative = client.recognisers.importFrom({ path: 'ggml.bin' })
    await expect(relative).rejects.toMatchObject({ code: 'INVALID' })
  })
})
