import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-wasm'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Artifact } from '../../../src-main/contract/artifact'
import type { Clip } from '../../../src-main/contract/clip'
import { labEvent, type LabEvent } from '../../../src-main/contract/events'
import { textOf, words as wordsSchema } from '../../../src-main/contract/transcript'
import { resampleNow } from '../../../src-main/audio/resample'
import { Microphone } from '../../../src-main/engine/microphone'
import { lab } from '../../../src-main/labs/speech/lab'
import type { Tools } from '../../../src-main/labs/lab'
import { addAt } from '../../audio/voice'
import { collect, only, toolsFor } from '../lab-tools'
import { hush, inPieces, joined, makePinkNoise, RATE, tones } from './sounds'
import { toneRecogniser } from './tone-recogniser'

beforeAll(async () => {
  await tf.setBackend('wasm')
  model = toneRecogniser()
})

const clip = { dataset: null, role: null, id: 'talk' }
const own = { model: 'tones', languageModel: 'none', beam: 1 }
let model: Artifact

/** What an action says, checked against the contract; no tensor may be left. */
async function act(name: string, params: Record<string, unknown>, given: Parameters<typeof toolsFor>[0]) {
  const action = lab.actions[name] ?? lab.run
  const before = tf.memory().numTensors
  const events = await collect(
    action.start(action.params.parse({ ...own, ...params }), toolsFor({ model, ...given }))
  )
  expect(tf.memory().numTensors).toBe(before)
  for (const event of events) expect(labEvent.safeParse(event).error).toBeUndefined()
  expect(events.at(-1)!.type).toBe('result')
  return events
}

const settled = (events: LabEvent[]) => only(events, 'heard').flatMap((event) => event.settled)
const resultOf = (events: LabEvent[]) => only(events, 'result')[0]!.result

describe('a recording', () => {
  const samples = joined(hush(2), tones('AB BA'), hush(12), tones('CAB'), hush(1.5), tones('A CC'), hush(3))
  const read = (sound: Clip, params: Record<string, unknown> = {}) =>
    act('transcribe', { clip, ...params }, { sound })

  it('is written down, utterance by utterance, and kept', async () => {
    const events = await read({ samples, sampleRate: RATE })
    expect(only(events, 'heard').map((event) => textOf(event.settled))).toEqual(['AB BA', 'CAB', 'A CC'])
    const [kept] = only(events, 'transcribed')
    expect(kept).toMatchObject({ clip, recogniser: 'cadenza-ctc tones', words: settled(events) })
    expect(wordsSchema.safeParse(kept!.words).success).toBe(true)
    expect(resultOf(events)).toEqual({
      recogniser: 'cadenza-ctc tones',
      words: 5,
      seconds: samples.length / RATE,
      realTimeFactor: 0 // the clock of the tests stands still
    })
    const shares = only(events, 'progress').map(({ fraction }) => fraction!)
    expect([...shares].sort((a, b) => a - b)).toEqual(shares)
  })

  it('has words at the times where they are said', async () => {
    const words = settled(await read({ samples, sampleRate: RATE }))
    const starts = [2.3, 2.88, 15.9, 18.63, 19] // by the lengths of letters, gaps and edges in sample.ts
    expect(words.length).toBe(5)
    words.forEach(({ start }, i) => expect(Math.abs(start - starts[i]!)).toBeLessThan(0.15))
  })

  it.each([8_000, 44_100, 48_000])('may have %i Hz', async (rate) => {
    const events = await read(resampleNow({ samples, sampleRate: RATE }, rate))
    expect(textOf(settled(events))).toBe('AB BA CAB A CC')
  })

  it.each([
    ['silence', new Float32Array(60 * RATE)],
    ['pink noise', makePinkNoise({ seconds: 60, level: 0.05 })],
    ['nothing at all', new Float32Array(0)]
  ])('of %s has no words', async (_, noise) => {
    const events = await read({ samples: noise, sampleRate: RATE }, { languageModel: 'words', beam: 25 })
    expect(settled(events)).toEqual([])
    expect(only(events, 'transcribed')[0]!.words).toEqual([])
  })

  it('has the words of the person as they write them', async () => {
    const vocabulary = 'Cab\nA CC => AC/DC'
    expect(textOf(settled(await read({ samples, sampleRate: RATE }, { vocabulary })))).toBe('AB BA Cab AC/DC')
    const wrong = read({ samples, sampleRate: RATE }, { vocabulary: 'Cab\n=> x' })
    await expect(wrong).rejects.toThrow("vocabulary, line 2: nothing stands before '=>'")
  })

  it('without a pause loses no word where it is cut, and has none twice', async () => {
    const words = Array.from({ length: 120 }, (_, i) => ['AB', 'CAB', 'B', 'ACA'][i % 4]!)
    const endless = joined(hush(1), tones(words.join(' ')), hush(1))
    const events = await read({ samples: endless, sampleRate: RATE })
    expect(only(events, 'heard').length).toBeGreaterThan(2)
    expect(textOf(settled(events)).split(' ')).toEqual(words)
  })

  it('is left when the person cancels, and every tensor freed', async () => {
    const before = tf.memory().numTensors
    const controller = new AbortController()
    const action = lab.actions['transcribe']!
    const tools = toolsFor({ model, sound: { samples, sampleRate: RATE }, signal: controller.signal })
    const work = collect(action.start(action.params.parse({ ...own, clip }), tools), (event) => {
      if (event.type === 'heard') controller.abort()
      return false
    })
    await expect(work).rejects.toThrow(/abort/i)
    expect(tf.memory().numTensors).toBe(before)
  })
})

describe('speech as it is spoken', () => {
  /** Feeds the microphone as the window does, 100 ms at a time, once the lab has read what came before. */
  async function speak(samples: Float32Array, params: Record<string, unknown> = {}) {
    const controller = new AbortController()
    const microphone = new Microphone(controller.signal)
    const tools: Tools = { ...toolsFor({ model }), signal: controller.signal, microphone }
    const before = tf.memory().numTensors
    const heardAt: { until: number; event: Extract<LabEvent, { type: 'heard' }> }[] = []
    let fed = 0
    const feeding = (async () => {
      for (const piece of inPieces(samples, RATE / 10)) {
        microphone.feed(piece)
        fed += 0.1
        for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setTimeout(resolve))
      }
      microphone.finish()
    })()
    const events: LabEvent[] = []
    for await (const event of lab.run.start(lab.run.params.parse({ ...own, ...params }), tools)) {
      events.push(event)
      if (event.type === 'heard') heardAt.push({ until: fed, event })
    }
    await feeding
    expect(tf.memory().numTensors).toBe(before)
    return { events, heardAt }
  }

  it('is shown while it is said and stands once it is over', async () => {
    const { events, heardAt } = await speak(joined(hush(1), tones('AB BA ABC CAB'), hush(2)), { clip })
    const partials = heardAt.filter(({ event }) => event.partial.length > 0)
    expect(partials.length).toBeGreaterThan(2)
    expect(textOf(partials[0]!.event.partial)).toMatch(/^AB?/)
    partials.slice(1).forEach(({ until }, i) => expect(until - partials[i]!.until).toBeLessThan(1))
    expect(textOf(settled(events))).toBe('AB BA ABC CAB')
    expect(only(events, 'transcribed')[0]).toMatchObject({ clip, words: settled(events) })
    expect(only(events, 'heard').at(-1)!.partial).toEqual([])
  })

  it('loses nothing when the microphone ends in the middle of a word', async () => {
    const whole = joined(hush(1), tones('AB CAB'))
    const end = 1 + 0.3 + 2 * 0.21 + 0.16 + 0.21 + 0.1 // within the A of CAB
    const { events } = await speak(whole.slice(0, Math.round(end * RATE)))
    expect(textOf(settled(events))).toBe('AB CA')
  })

  it('is not begun by noise, nor ended by it', async () => {
    const noise = makePinkNoise({ seconds: 8, level: 0.01 })
    const { events } = await speak(addAt(noise, tones('AB CAB'), 4))
    expect(textOf(settled(events))).toBe('AB CAB')
  })

  it('says what the microphone throws', async () => {
    const broken: AsyncIterable<Clip> = {
      [Symbol.asyncIterator]: () => ({
        next: () => Promise.reject(new Error('the microphone was unplugged'))
      })
    }
    const tools = { ...toolsFor({ model }), microphone: broken }
    await expect(collect(lab.run.start(lab.run.params.parse(own), tools))).rejects.toThrow('unplugged')
  })

  it('needs no clip to be kept for', async () => {
    const { events } = await speak(joined(hush(0.5), tones('A'), hush(1)))
    expect(only(events, 'transcribed')).toEqual([])
    expect(resultOf(events)).toMatchObject({ words: 1 })
  })
})

describe('measuring', () => {
  const source = (name: string, said: string, transcript: string | undefined, seconds = 0) => {
    const samples = joined(tones(said), hush(seconds))
    return {
      name,
      duration: samples.length / RATE,
      transcript,
      speaker: 'tones',
      load: () => Promise.resolve({ samples, sampleRate: RATE })
    }
  }
  const measure = (spoken: ReturnType<typeof source>[]) =>
    act('evaluate', { dataset: 'x' }, { dataset: { name: 'x', hash: 'x', groups: { spoken } } })

  it('counts wrong words over all words, and names the worst clips', async () => {
    const result = resultOf(
      await measure([
        source('right', 'AB CAB', 'ab cab'),
        source('wrong', 'AB A', 'AB B C'),
        source('long', 'ABC B', 'ABC B', 35),
        source('unknown', 'A', undefined)
      ])
    )
    expect(result).toMatchObject({ engine: 'cadenza-ctc', words: 7, wer: 2 / 7 })
    expect(result['cer']).toBeCloseTo(3 / (6 + 6 + 5), 9)
    expect(result['worst']).toEqual([{ file: 'wrong', reference: 'AB B C', hypothesis: 'AB A' }])
    expect(result['files']).toEqual([
      { file: 'right', speaker: 'tones', reference: 'ab cab', hypothesis: 'AB CAB', wer: 0 },
      { file: 'wrong', speaker: 'tones', reference: 'AB B C', hypothesis: 'AB A', wer: 2 / 3 },
      { file: 'long', speaker: 'tones', reference: 'ABC B', hypothesis: 'ABC B', wer: 0 }
    ])
  })

  it('says so where there is nothing to compare with', async () => {
    await expect(measure([source('unknown', 'A', undefined)])).rejects.toThrow(
      'no clip of the data set has a transcript'
    )
  })
})

describe('looking inside', () => {
  const sound = { samples: joined(hush(4), tones('AB A'), hush(4)), sampleRate: RATE }
  const look = (params: Record<string, unknown>) =>
    act('inspect', { clip, start: 3, end: 6, ...params }, { sound })

  it('shows what the network hears, the collapse and the beam, on the times of the recording', async () => {
    const events = await look({ beam: 5 })
    const figures = Object.fromEntries(only(events, 'figure').map(({ figure }) => [figure.id, figure]))
    expect(figures['posteriors']).toMatchObject({ rows: 29, columns: 100, xSpan: [3, 6] })
    expect(Object.keys(figures)).toEqual(['posteriors', 'collapse', 'beam'])
    expect(textOf(settled(events))).toBe('AB A')
    expect(settled(events)[0]!.start).toBeGreaterThan(4)

    const { greedy, hypotheses, frames, hop, steps } = resultOf(events) as {
      greedy: { path: string[]; merged: string[]; text: string }
      hypotheses: { text: string; score: number; acoustic: number }[]
      frames: number
      hop: number
      steps: { time: number; hypotheses: { text: string }[] }[]
    }
    expect([frames, greedy.path.length, steps.length]).toEqual([100, 100, 100])
    expect(steps[10]!.time).toBeCloseTo(10 * hop, 9)
    const merged = greedy.path.filter((symbol, i) => symbol !== greedy.path[i - 1])
    expect(greedy.merged).toEqual(merged)
    expect(greedy.text).toBe(merged.join(''))
    expect(greedy.text.trim()).toBe('AB A')
    expect(hypotheses[0]!.text.trim()).toBe('AB A')
    expect(hypotheses[0]!.score).toBe(hypotheses[0]!.acoustic)
    expect(steps.at(-1)!.hypotheses.length).toBe(5)
    expect(steps.at(-1)!.hypotheses[0]!.text).toBe(hypotheses[0]!.text)
  })

  it('lets a language model decide what the sound leaves open, as far as it is given weight', async () => {
    const [b, c] = [tones('AB A'), tones('AC A', 2)]
    const chord = { samples: b.map((sample, n) => sample + c[n]!), sampleRate: RATE } // B and C at once
    const best = async (languageText: string, languageWeight: number, vocabulary = '') => {
      const params = {
        languageModel: 'text',
        languageText,
        languageWeight,
        vocabulary,
        beam: 50,
        clip,
        start: 0,
        end: 5
      }
      const { hypotheses } = resultOf(await act('inspect', params, { sound: chord }))
      return (hypotheses as { text: string }[])[0]!.text.trim()
    }
    expect(await best('AC A. AC A.', 3)).toBe('AC A')
    expect(await best('AB A. AB A.', 3)).toBe('AB A')
    expect(await best('', 3, 'AB A')).toBe('AB A')
    expect(await best('', 3, 'AC A')).toBe('AC A')
    expect(await best('AB A. AB A.', 0)).toBe(await best('AC A. AC A.', 0))
  })

  it.each([
    [{ start: 20, end: 22 }, 'no sound'],
    [{ start: 5, end: 5 }, 'must end after it begins'],
    [{ engine: 'whisper' }, "only Cadenza's own"]
  ])('refuses %j with a sentence', async (params, message) => {
    await expect(look(params)).rejects.toThrow(message)
  })
})
