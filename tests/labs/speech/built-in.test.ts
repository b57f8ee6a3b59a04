import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { decodeAudio } from '../../../src-main/audio/decode'
import { textOf } from '../../../src-main/contract/transcript'
import { prepareBackend } from '../../../src-main/engine/backend'
import { lab } from '../../../src-main/labs/speech/lab'
import { countErrors } from '../../../src-main/text/alignment'
import { wordErrorRate } from '../../../src-main/text/error-rate'
import { cutAtStopWord, withStopWord } from '../../../src-renderer/pages/speech/dictation/stop-word'
import { collect, only, toolsFor } from '../lab-tools'
import { hush, inPieces, joined, makePinkNoise, RATE } from './sounds'

const SOUNDS = join(import.meta.dirname, '../../../assets/sounds')
const FOLDER = join(SOUNDS, 'speech-demo')

interface Answer {
  samples: Float32Array
  said: string
}
let answers: Answer[]

beforeAll(async () => {
  await prepareBackend('auto')
  const [, ...lines] = readFileSync(join(FOLDER, 'transcripts.tsv'), 'utf8').trim().split('\n')
  answers = await Promise.all(
    lines.map(async (line) => {
      const [file = '', , said = ''] = line.split('\t')
      const { samples } = await decodeAudio(new Uint8Array(readFileSync(join(FOLDER, file))))
      return { samples, said }
    })
  )
})

const clip = { dataset: null, role: null, id: 'talk' }

async function transcribe(samples: Float32Array) {
  const action = lab.actions['transcribe']!
  const events = await collect(
    action.start(action.params.parse({ clip }), toolsFor({ sound: { samples, sampleRate: RATE } }))
  )
  return only(events, 'heard').flatMap(({ settled }) => settled)
}

async function hear(samples: Float32Array, params: Record<string, unknown> = {}) {
  const tools = toolsFor({ clips: inPieces(samples, RATE / 10) })
  const events = await collect(lab.run.start(lab.run.params.parse(params), tools))
  return only(events, 'heard').flatMap(({ settled }) => settled)
}

describe('the recogniser that comes with Cadenza', () => {
  it('reads four spoken answers, one after another, at most a fourth of the words wrong', async () => {
    const whole = joined(...answers.flatMap(({ samples }) => [hush(1), samples]), hush(1))
    const reference = answers.map(({ said }) => said).join(' ')
    for (const words of [await transcribe(whole), await hear(whole)]) {
      expect(wordErrorRate({ reference, hypothesis: textOf(words) }).rate).toBeLessThan(0.25)
      for (const { confidence } of words) expect(confidence).toBeGreaterThan(0)
    }
  })

  it.each([1, 2, 3])(
    'reads what was said of answer %i before the microphone ended in the middle of a word',
    async (i) => {
      const { samples } = answers[i]!
      const whole = await hear(joined(hush(1), samples))
      const cut = whole.at(-1)!
      const middle = Math.round((cut.start + 0.7 * (cut.end - cut.start)) * RATE)
      const heard = await hear(joined(hush(1), samples).slice(0, middle))
      // It reads from both sides: a cut may change the word before it.
      const [reference, hypothesis] = [whole, heard.slice(0, whole.length)].map((words) =>
        textOf(words.slice(0, -1))
      )
      expect(
        countErrors(wordErrorRate({ reference: reference!, hypothesis: hypothesis! }))
      ).toBeLessThanOrEqual(2)
      expect(heard.length).toBeGreaterThanOrEqual(whole.length)
    }
  )

  /** An answer, a pause as before a last word, and a word: eight times, by eight speakers of the word. */
  async function dictate(stopWord: string, vocabulary: string) {
    const roles = ['negatives', 'others'].map((role) => join(SOUNDS, 'trigger-demo', role))
    const files = roles.flatMap((folder) =>
      readdirSync(folder)
        .filter((name) => name.startsWith('jarvis'))
        .map((name) => join(folder, name))
    )
    const texts: string[] = []
    for (const file of files) {
      const { samples } = await decodeAudio(new Uint8Array(readFileSync(file)))
      const words = await hear(joined(hush(1), answers[2]!.samples, hush(1.2), samples, hush(1)), {
        vocabulary
      })
      const { words: kept, isStopped } = cutAtStopWord(words, stopWord)
      if (isStopped) texts.push(textOf(kept))
    }
    expect(files).toHaveLength(8)
    return texts
  }

  it('hears a stop word that it is told to expect, which is cut from the text', async () => {
    const texts = await dictate('Jarvis', withStopWord('', 'Jarvis'))
    expect(texts.length).toBeGreaterThanOrEqual(3)
    expect(new Set(texts)).toEqual(new Set([answers[2]!.said]))
  })

  it('does not end a text at a stop word that nobody says', async () => {
    expect(await dictate('over', withStopWord('', 'over'))).toEqual([])
  })

  it.each([0.003, 0.03, 0.1])('hears no word in 60 s of pink noise of level %f', async (level) => {
    expect(await transcribe(makePinkNoise({ seconds: 60, level }))).toEqual([])
  })
})
