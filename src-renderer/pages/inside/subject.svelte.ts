import { z } from 'zod'
import type { Field } from '../../../src-main/contract/params'
import { client } from '../../client'
import { defaultsOf, problemOf, type FieldValue } from '../../controls/field-check'
import { LabWork } from '../../state/lab-work.svelte'
import { library } from '../../state/library.svelte'
import { LiveAction } from '../../state/live-action.svelte'
import { storedAs } from '../../state/stored'
import { forgetWanted, wantedSettings } from '../../state/wanted-settings.svelte'

export const LAB = 'inside'

/** What the id of a network begins with that comes with Cadenza; its folder follows, as the lab has it. */
const BUNDLED = 'built-in:'

/** Settings that build a network, in the order in which they are asked. */
const BUILT = ['task', 'length', 'cell', 'direction', 'layers', 'units', 'init', 'dataset', 'seed']

const stored = storedAs(
  'cadenza.inside.network',
  z.record(z.string(), z.union([z.number(), z.string(), z.boolean()]))
)

/** What all tabs of the page look at: a network that was trained, or one that is being built, and what it reads. */
export class Subject {
  /** `new`, the id of one in the library, of whatever lab, or of one that comes with Cadenza. */
  model = $state('new')
  /** Which of the networks of its model; '' for the first. */
  part = $state('')
  /** What it reads; empty: an example. */
  text = $state('')
  /** What it hears, by the id of a recording; '' for nothing yet. */
  clip = $state('')

  #changed = $state.raw<Record<string, FieldValue>>(stored.read() ?? {})

  /** The recording as the lab takes it, in JSON: the library is read again at every change, and what is asked must not change with it. */
  #heard = $derived(JSON.stringify(library.recordings.find(({ ref }) => ref.id === this.clip)?.ref ?? null))

  fields: Field[] = $derived(
    BUILT.flatMap((name) => library.fieldsOf(LAB, 'run').find((field) => field.name === name) ?? [])
  )
  values: Record<string, FieldValue> = $derived({ ...defaultsOf(this.fields), ...this.#changed })
  isValid = $derived(this.fields.every((field) => problemOf(field, this.values[field.name]) === null))
  /** What every action of the lab is asked with. */
  params: Record<string, unknown> = $derived({
    ...this.values,
    model: this.model,
    part: this.part,
    text: this.text,
    clip: JSON.parse(this.#heard) as unknown
  })
  /** How networks of its lab can be looked into. */
  opens = $derived(library.labs.find(({ id }) => id === this.lab)?.opens ?? null)
  takes = $derived(this.opens?.takes ?? 'text')
  /** Whether there is something to ask: what listens needs a recording. */
  isAskable = $derived(this.isValid && (this.takes !== 'sound' || this.#heard !== 'null'))

  get isNew(): boolean {
    return this.model === 'new'
  }

  /** The lab that made it. */
  get lab(): string {
    if (this.isNew) return LAB
    if (!this.model.startsWith(BUNDLED)) return this.model.split('/')[0] ?? LAB
    const folder = this.model.slice(BUNDLED.length)
    const maker = library.labs.find(({ opens }) => opens?.bundled.some((each) => each.folder === folder))
    return maker?.id ?? LAB
  }

  /** Whether it was built on this page: then all of its numbers can be shown. */
  get isOwn(): boolean {
    return this.lab === LAB
  }

  /** Begins anew with the settings that another page wants; where none does, all stays. */
  takeWanted(): void {
    const wanted = Object.entries(wantedSettings(LAB, 'run')).filter(([name]) => BUILT.includes(name))
    if (wanted.length === 0) return
    forgetWanted(LAB, 'run')
    this.begin(Object.fromEntries(wanted) as Record<string, FieldValue>, '')
  }

  /** Another network has another language: what was typed for the one before is gone with it. */
  choose(model: string): void {
    if (model === this.model) return
    Object.assign(this, { model, part: '', text: '' })
  }

  /** A new network of these settings and else of the lab's own, which reads a text: as a page of the course has it. */
  begin(settings: Record<string, FieldValue>, text: string): void {
    Object.assign(this, { model: 'new', part: '', text })
    this.#changed = settings
    stored.write(settings)
  }

  /** Another task is another language: what was typed for the one before is gone with it. */
  set(name: string, value: FieldValue): void {
    if (name === 'task' && value !== this.values['task']) this.text = ''
    this.#changed = { ...this.#changed, [name]: value }
    stored.write(this.#changed)
  }
}

export const subject = new Subject()

/** Where one looks, step by step: the first of each is 0. */
class Place {
  step = $state(0)
  unit = $state(0)
  layer = $state(0)
  pass = $state('forward')
}

export const place = new Place()
export const training = new LabWork(LAB, 'train')
export const comparison = new LabWork(LAB, 'compare')
export const race = new LabWork(LAB, 'race')

interface NetworkChoice {
  value: string
  label: string
}

const NEW: NetworkChoice = { value: 'new', label: 'New, as set below' }

/** Networks that can be looked into, whoever made them. @param isOwn whether only those that were built here */
export function networkChoices(isOwn = false): NetworkChoice[] {
  return [NEW, ...trainedChoices().filter(({ lab }) => !isOwn || lab === LAB)]
}

/**
 * Networks that can read what the one that is looked at reads, its likeliest companion first: beside one that was built here a new one,
 * else another of its lab. Itself is among them, for its model may hold several.
 */
export function companionChoices({ model, lab, takes, isOwn }: Subject): NetworkChoice[] {
  const alike = trainedChoices().filter((choice) => choice.takes === takes)
  const rank = ({ value, lab: maker }: (typeof alike)[number]) =>
    value === model ? 2 : maker === lab ? 0 : 1
  const sorted = alike.sort((a, b) => rank(a) - rank(b))
  return isOwn ? [{ value: 'new', label: 'New, of the same task' }, ...sorted] : sorted
}

function trainedChoices(): (NetworkChoice & { lab: string; takes: string })[] {
  const labs = library.labs.flatMap(({ id, title, opens }) => (opens ? [{ id, title, ...opens }] : []))
  return [
    ...labs.flatMap(({ id: lab, title, takes }) =>
      library.models
        .filter((model) => model.lab === lab)
        .map(({ id, name }) => ({ value: id, label: lab === LAB ? name : `${title}: ${name}`, lab, takes }))
    ),
    ...labs.flatMap(({ id: lab, takes, bundled }) =>
      bundled.map(({ folder, title }) => ({ value: `${BUNDLED}${folder}`, label: title, lab, takes }))
    )
  ]
}

/** What is asked again whenever the network or what it reads changes. */
export const live = {
  watch: new LiveAction(LAB, 'run', client.jobs),
  step: new LiveAction(LAB, 'step', client.jobs),
  check: new LiveAction(LAB, 'check', client.jobs, 400),
  reach: new LiveAction(LAB, 'reach', client.jobs),
  matter: new LiveAction(LAB, 'matter', client.jobs, 300),
  responses: new LiveAction(LAB, 'responses', client.jobs, 300),
  pair: new LiveAction(LAB, 'pair', client.jobs, 300),
  measured: new LiveAction(LAB, 'measured', client.jobs, 0)
}

const layer = z.object({
  name: z.string(),
  cell: z.string(),
  units: z.number(),
  direction: z.enum(['forward', 'reverse', 'both'])
})

const network = z.object({
  tokens: z.array(z.string()),
  /** Names of all networks of its model, and its own. */
  networks: z.array(z.string()),
  part: z.string(),
  shape: z.object({ layers: z.array(layer).min(1), inputs: z.number(), outputs: z.number() }),
  weights: z.number(),
  parts: z.array(z.object({ name: z.string(), shape: z.array(z.number()) })),
  /** Null where nobody knows what is right. */
  loss: z.number().nullable(),
  right: z.number().nullable(),
  'greatest difference from the kernels': z.number()
})
export type WatchedNetwork = z.output<typeof network>

const pair = z.object({
  networks: z.tuple([z.array(z.string()), z.array(z.string())]),
  parts: z.array(z.string())
})

/** Names of all networks of the model that the lab looked into; undefined where it says none. */
export function readNames(result: unknown): string[] | undefined {
  return network.pick({ networks: true }).safeParse(result).data?.networks
}

/** What the lab says of two networks that it compared: of each the names of all networks of its model, and its own; null where nothing. */
export function readPair(result: unknown): z.output<typeof pair> | null {
  return pair.safeParse(result).data ?? null
}

/** What the lab says of a network that it watched; null where there is nothing yet. */
export function readNetwork(result: unknown): WatchedNetwork | null {
  return network.safeParse(result).data ?? null
}
