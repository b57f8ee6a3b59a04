import type { BackendFound, BackendName, BackendReport, Settings } from '../contract/contract'
import { load } from './backends/load'
import { measure } from './backends/measure'
import { BackendMemory } from './backends/memory'
import { refusalOf } from './backends/refusal'
import { describeSurroundings } from './backends/surroundings'

export type BackendWish = Settings['backend']
/** A report of a backend that is loaded. */
export type Ready = BackendReport & { chosen: BackendName }

/** What is tried where nothing was measured; `cpu` always works, so there is always an answer. */
const ORDER: BackendName[] = ['tensorflow', 'wasm', 'cpu']

const DEADLY: Pick<BackendFound, 'works' | 'note' | 'detail' | 'times'> = {
  works: false,
  note: 'ended the engine when it was tried',
  detail: 'The process that loaded it ended in doing so. Measuring again tries it once more.',
  times: null
}

/** The memory of measurements in `file`, for this machine and these versions. */
export function openBackendMemory(file: string | null, appVersion: string): BackendMemory {
  return new BackendMemory({ file, key: describeSurroundings(appVersion) })
}

/**
 * Makes TensorFlow.js ready to compute: the backend wished for, or the next one in order that works. `auto` is the one remembered as the
 * fastest, measured first where nothing is remembered (two seconds); without a memory it is the first in order. May be called again.
 */
export async function prepareBackend(wish: BackendWish, memory?: BackendMemory): Promise<Ready> {
  if (wish !== 'auto' || !memory) return loadFirst(wish, memory)
  const known = memory.measurement
  if (!known) return measureBackends('auto', memory)
  const found = await tryToLoad(known.chosen, memory)
  return found.works ? known : measureBackends('auto', memory)
}

/** Tries and measures every backend, remembers what was found, and makes the one wished for ready, or the fastest. */
export async function measureBackends(wish: BackendWish, memory: BackendMemory): Promise<Ready> {
  const found: BackendFound[] = []
  for (const name of ORDER) {
    const one = await tryToLoad(name, memory, { again: true })
    found.push(one.works ? await time(one) : one)
  }
  const [fastest] = found.filter(({ works }) => works).sort((a, b) => total(a) - total(b))
  if (!fastest) throw noneWorks(found)
  memory.keep({ chosen: fastest.name, found, measuredAt: Date.now() })
  return loadFirst(wish === 'auto' ? fastest.name : wish, memory)
}

/** A backend that loads but cannot do the tasks is refused as well. */
async function time(one: BackendFound): Promise<BackendFound> {
  try {
    return { ...one, times: await measure() }
  } catch (error) {
    return { ...one, works: false, ...refusalOf(error) }
  }
}

/** The one wished for, or the next one in order that works. */
async function loadFirst(wish: BackendWish, memory: BackendMemory | undefined): Promise<Ready> {
  const wanted = wish === 'auto' ? ORDER : [wish, ...ORDER.filter((name) => name !== wish)]
  const tried: BackendFound[] = []
  for (const name of wanted) {
    const one = await tryToLoad(name, memory)
    tried.push(one)
    if (one.works) return { ...reportOf(memory, tried), chosen: name }
  }
  throw noneWorks(tried)
}

/** What is known without loading anything, and what was seen just now. */
export function reportOf(memory: BackendMemory | undefined, tried: BackendFound[] = []): BackendReport {
  const known = memory?.measurement
  const find = (all: BackendFound[] | undefined, name: BackendName) => all?.find((one) => one.name === name)
  const found = ORDER.flatMap((name) => {
    const now = find(tried, name)
    const before = find(known?.found, name)
    return now ? { ...now, times: now.works ? (before?.times ?? null) : null } : (before ?? [])
  })
  return { chosen: null, found, measuredAt: known?.measuredAt ?? null }
}

/** Only a native library can end the process. */
async function tryToLoad(
  name: BackendName,
  memory: BackendMemory | undefined,
  { again = false } = {}
): Promise<BackendFound> {
  if (name !== 'tensorflow' || !memory) return load(name)
  if (memory.deadly === name && !again) return { name, ...DEADLY }
  return memory.whileTrying(name, () => load(name))
}

const total = ({ times }: BackendFound) => (times ? times.lstm + times.gru + times.product : Infinity)

function noneWorks(found: BackendFound[]): Error {
  return new Error(`no backend works: ${found.map(({ name, detail }) => `${name}: ${detail}`).join('; ')}`)
}
