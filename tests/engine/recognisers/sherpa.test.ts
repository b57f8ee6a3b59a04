import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { decodeAudio } from '../../../src-main/audio/decode'
import { resample } from '../../../src-main/audio/resample'
import type { Clip } from '../../../src-main/contract/clip'
import { refusalOf } from '../../../src-main/engine/recognisers/packages'
import { readSherpaFolder } from '../../../src-main/engine/recognisers/sherpa-folder'
import { firstOf, openEngine, temporaryFolder } from '../engine-for-test'
import { writeTinySherpa } from './tiny-sherpa'

const SPOKEN = 'assets/sounds/trigger-demo/negatives/an4-an325-mmal-b.flac'
/** OCTOBER FIRST NINETEEN SIXTY NINE */
const BIRTHDAY = 'assets/sounds/speech-demo/cen8-fkai-b.flac'
/** Fetched at the set-up, where the npm registry can be reached. */
const MOONSHINE = 'assets/recognisers/sherpa/moonshine-tiny/decoder_model_merged.onnx'
const never = new AbortController().signal
let spoken: Clip

beforeAll(async () => {
  spoken = await resample(await decodeAudio(readFileSync(SPOKEN), SPOKEN), 16_000)
})

/** A folder with files of the given names; `texts` are what the networks say of themselves. */
async function folderOf(names: string[], texts: Record<string, string> = {}): Promise<string> {
  const folder = join(await temporaryFolder(), 'some-network')
  mkdirSync(folder)
  for (const name of names) writeFileSync(join(folder, name), texts[name] ?? 'onnx')
  writeFileSync(join(folder, 'tokens.txt'), '<blk> 0\n▁A 1\n')
  return folder
}

describe('a folder of sherpa-onnx', () => {
  const kindOf = async (names: string[], texts?: Record<string, string>) =>
    (await readSherpaFolder(await folderOf(names, texts))).kind

  it('is recognised by its files, and by what the networks say of themselves', async () => {
    expect(await kindOf(['encoder.onnx', 'decoder.onnx', 'joiner.onnx'])).toBe('transducer')
    const streaming = { 'encoder-99.onnx': '....decode_chunk_len....' }
    expect(await kindOf(['encoder-99.onnx', 'decoder-99.onnx', 'joiner-99.onnx'], streaming)).toBe(
      'streaming-transducer'
    )
    expect(
      await kindOf([
        'preprocess.onnx',
        'encode.int8.onnx',
        'uncached_decode.int8.onnx',
        'cached_decode.int8.onnx'
      ])
    ).toBe('moonshine')
    expect(await kindOf(['tiny.en-encoder.onnx', 'tiny.en-decoder.onnx'])).toBe('whisper')
    const merged = await folderOf(['encoder_model.ort', 'decoder_model_merged.ort'])
    expect(await readSherpaFolder(merged)).toEqual({
      kind: 'moonshine',
      files: {
        encoder: 'encoder_model.ort',
        mergedDecoder: 'decoder_model_merged.ort',
        tokens: 'tokens.txt'
      }
    })
    expect(await kindOf(['model.onnx'], { 'model.onnx': 'x'.repeat(1_048_570) + 'EncDecCTCModel' })).toBe(
      'nemo-ctc'
    )
    expect(await kindOf(['model.int8.onnx'], { 'model.int8.onnx': 'sense_voice_ctc' })).toBe('sense-voice')
  })

  it('takes the smaller file where there are two', async () => {
    const { files } = await readSherpaFolder(
      await folderOf(['encoder.onnx', 'encoder.int8.onnx', 'decoder.onnx', 'joiner.onnx'])
    )
    expect(files).toEqual({
      encoder: 'encoder.int8.onnx',
      decoder: 'decoder.onnx',
      joiner: 'joiner.onnx',
      tokens: 'tokens.txt'
    })
  })

  it('is refused with what is missing', async () => {
    const { client } = await openEngine()
    const refuse = async (names: string[], tokens?: string) => {
      const path = await folderOf(names)
      if (tokens !== undefined) writeFileSync(join(path, 'tokens.txt'), tokens)
      return client.recognisers.importFrom({ path }).then(
        () => 'taken',
        ({ code, message }: Error & { code: string }) => `${code} ${message}`
      )
    }
    expect(await refuse([])).toMatch(
      /^UNREADABLE “some-network” .* neither encoder and decoder nor model\.onnx/
    )
    expect(await refuse(['model.onnx'])).toMatch(/does not say that it is a network/)
    expect(await refuse(['model.onnx'], 'hello\nworld\n')).toMatch(/line 1 is not a symbol and its number/)
    expect(await refuse(['model.onnx'], '')).toMatch(/lists no symbols/)
    const path = await temporaryFolder()
    await expect(client.recognisers.importFrom({ path })).rejects.toThrow(/there is no tokens\.txt/)
  })
})

describe.skipIf(refusalOf('sherpa'))('sherpa-onnx in a process of its own', () => {
  it('opens an imported network and tells words with their times', async () => {
    const { client, engine } = await openEngine()
    const path = join(await temporaryFolder(), 'tiny-ctc')
    mkdirSync(path)
    writeTinySherpa(path)
    expect(await client.recognisers.importFrom({ path })).toEqual({ engine: 'sherpa', id: 'tiny-ctc' })
    const row = (await firstOf(client.recognisers.watch())).find(({ id }) => id === 'tiny-ctc')
    expect(row).toMatchObject({ engine: 'sherpa', state: 'installed', problem: null })

    const sherpa = await engine.recogniser('sherpa', 'tiny-ctc')
    const words = await sherpa.recognise(spoken, never)
    const duration = spoken.samples.length / 16_000
    expect(new Set(words.map(({ text }) => text))).toEqual(new Set(['low', 'high']))
    for (const { start, end } of words) {
      expect(start).toBeLessThanOrEqual(end)
      expect(end).toBeLessThanOrEqual(duration)
    }
    expect(words.at(-1)!.start).toBeGreaterThan(duration / 2)
    const silence = { samples: new Float32Array(32_000), sampleRate: 16_000 }
    expect(await sherpa.recognise(silence, never)).toEqual([])
    await sherpa.close()
  })

  it('opens one that comes with Cadenza, which stays; without its network it says what to do', async () => {
    const assetsFolder = await temporaryFolder()
    const folder = join(assetsFolder, 'recognisers', 'sherpa', 'tiny-ctc')
    mkdirSync(folder, { recursive: true })
    writeTinySherpa(folder)
    const { kind, files } = await readSherpaFolder(folder)
    const card = { name: 'Tiny', language: 'English', licence: 'MIT', origin: 'a test', sha256: null }
    const expected = { wer: 0.25, source: 'a test' }
    writeFileSync(
      join(folder, 'card.json'),
      JSON.stringify({
        ...{ format: 'cadenza-recogniser', version: 1, ...card, expected, sherpa: { kind, files } },
        addedAt: new Date().toISOString()
      })
    )
    const { client, engine } = await openEngine({ assetsFolder })
    const rowNow = async () => (await firstOf(client.recognisers.watch())).find(({ id }) => id === 'tiny-ctc')
    expect(await rowNow()).toMatchObject({ engine: 'sherpa', state: 'built-in', problem: null, expected })
    const words = await (await engine.recogniser('sherpa', 'tiny-ctc')).recognise(spoken, never)
    expect(words.length).toBeGreaterThan(0)
    const key = { engine: 'sherpa', id: 'tiny-ctc' } as const
    await expect(client.recognisers.remove(key)).rejects.toThrow('comes with Cadenza and stays')
    expect(await rowNow()).toMatchObject({ state: 'built-in' })

    rmSync(join(folder, 'model.onnx'))
    expect(await rowNow()).toMatchObject({
      state: 'refused',
      problem: expect.stringMatching(/start Cadenza by npm start/) as string
    })
    await expect(engine.recogniser('sherpa', 'tiny-ctc')).rejects.toThrow('lacks its file model.onnx')
  })

  it.skipIf(!existsSync(MOONSHINE))('brings Moonshine, which reads everyday English', async () => {
    const { engine } = await openEngine()
    const moonshine = await engine.recogniser('sherpa', 'moonshine-tiny')
    const sound = await decodeAudio(readFileSync(BIRTHDAY), BIRTHDAY)
    const words = await moonshine.recognise(sound, never)
    expect(words.map(({ text }) => text).join(' ')).toBe('October 1st, 1969.')
    await moonshine.close()
  })

  it('fails with a sentence where the native code ends its process over a damaged network', async () => {
    const { client, engine, libraryFolder } = await openEngine()
    const path = join(await temporaryFolder(), 'tiny-ctc')
    mkdirSync(path)
    writeTinySherpa(path)
    await client.recognisers.importFrom({ path })
    const model = join(libraryFolder, 'recognisers', 'sherpa', 'tiny-ctc', 'model.onnx')
    writeFileSync(model, readFileSync(model).subarray(0, 200))
    const sherpa = await engine.recogniser('sherpa', 'tiny-ctc')
    await expect(sherpa.recognise(spoken, never)).rejects.toThrow(
      /^sherpa tiny-ctc (failed|stopped unexpectedly)/
    )
  })
})
