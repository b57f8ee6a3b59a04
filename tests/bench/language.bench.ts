import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { prepareBackend } from '../../src-main/engine/backend'
import { actionsOf, allLabs } from '../../src-main/engine/labs'
import type { Tools } from '../../src-main/labs/lab'
import type { Bench, Measured } from './bench'
import { spreadOf } from './statistics'

/** What the window asks for while somebody types, on a text of about 512 tokens. */
const WORDS = 'The committee in Geneva was not happy about the new rules that were agreed on Monday. '
const LONG = WORDS.repeat(32).trim().split(' ').slice(0, 512).join(' ')
const CASES: { name: string; lab: string; action: string; params: Record<string, unknown> }[] = [
  { name: 'a date', lab: 'dates', action: 'run', params: { text: 'Saturday May 9 2018', beam: 3 } },
  { name: 'entities in 512 words', lab: 'entities', action: 'run', params: { text: LONG } },
  { name: 'sentiment of 512 words', lab: 'sentences', action: 'run', params: { text: LONG } },
  {
    name: 'four networks judge 512 characters',
    lab: 'characters',
    action: 'read',
    params: { text: 'shakespeare', input: LONG.slice(0, 512) }
  },
  {
    name: 'heads of the transformer over 512 characters',
    lab: 'characters',
    action: 'maps',
    params: { text: 'shakespeare', input: LONG.slice(0, 512) }
  },
  { name: 'an analogy', lab: 'vectors', action: 'analogy', params: { a: 'man', b: 'king', c: 'woman' } },
  {
    name: 'a translation, beam 5',
    lab: 'translation',
    action: 'run',
    params: { text: 'Where is the station?', beam: 5 }
  }
]
const REPEATS = 7
const ASSETS = resolve(import.meta.dirname, '..', 'assets')

/** How long a person waits for what the labs of language draw, the model read anew each time as in the window. */
export const bench: Bench = async (say) => {
  await prepareBackend('auto')
  const rows: Measured[] = []
  for (const { name, lab, action, params } of CASES) {
    const found = allLabs.find(({ id }) => id === lab)
    const act = found && actionsOf(found)[action]
    if (!act) {
      say(`skipped: there is no lab '${lab}' that can '${action}'`)
      continue
    }
    const checked = act.params.parse(params)
    try {
      const times: number[] = []
      const spent: number[] = []
      for (let i = 0; i <= REPEATS; i++) {
        const began = performance.now()
        const used = process.cpuUsage()
        for await (const event of act.start(checked, tools())) void event
        if (i === 0) continue // it warms up
        times.push(performance.now() - began)
        const { user, system } = process.cpuUsage(used)
        spent.push((user + system) / 1000)
      }
      const { median, low, high } = spreadOf(times)
      const processor = Math.round(spreadOf(spent).median)
      const note = `${Math.round(low)} to ${Math.round(high)} in ${REPEATS} repeats; ${processor} ms of processor time`
      rows.push({ name, value: Math.round(median), unit: 'ms', budget: '< 1000', note })
    } catch (error) {
      say(`skipped: ${name}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  return rows
}

/** Tools that have nothing but what comes with Cadenza. */
function tools(): Tools {
  const none = () => Promise.reject(new Error('the benchmark has none'))
  return {
    signal: new AbortController().signal,
    appVersion: 'bench',
    dataset: none,
    model: none,
    sound: none,
    recogniser: none,
    innards: () => null,
    asset: async (path) => new Uint8Array(await readFile(join(ASSETS, path))),
    microphone: nothing(),
    checkpoint: null,
    now: () => performance.now() / 1000
  }
}

async function* nothing(): AsyncGenerator<never, void, undefined> {}
