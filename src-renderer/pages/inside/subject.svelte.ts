import { z } from 'zod'
import type { Field } from '../../../src-main/contract/params'
import { client } from '../../client'
import { defaultsOf, problemOf, type FieldValue } from '../../controls/field-check'
import { LabWork } from '../../state/lab-work.svelte'
import { library } from '../../state/library.svelte'
import { LiveAction } from '../../state/live-action.svelte'
import { storedAs } from '../../state/stored'

export const LAB = 'inside'

/** Settings that build a network, in the order in which they are asked. */
const BUILT = ['task', 'length', 'cell', 'direction', 'layers', 'units', 'init', 'dataset', 'seed']

const stored = storedAs(
  'cadenza.inside.network',
  z.record(z.string(), z.union([z.number(), z.string(), z.boolean()]))
)

/** What all tabs of the page look at: a network that was trained, or one that is being built, and what it reads. */
export class Subject {
  /** `new`, or the id of one in the library. */
  model = $state('new')
  /** What it reads; empty: an example drawn by the seed. */
  text = $state('')

  #changed = $state.raw<Record<string, FieldValue>>(stored.read() ?? {})

  fields: Field[] = $derived(
    BUILT.flatMap((name) => library.fieldsOf(LAB, 'run').find((field) => field.name === name) ?? [])
  )
  values: Record<string, FieldValue> = $derived({ ...defaultsOf(this.fields), ...this.#changed })
  isValid = $derived(this.fields.every((field) => problemOf(field, this.values[field.name]) === null))
  /** What every action of the lab is asked with. */
  params: Record<string, unknown> = $derived({ ...this.values, model: this.model, text: this.text })

  get isNew(): boolean {
    return this.model === 'new'
  }

  /** Another task is another language: what was typed for the one before is gone with it. */
  set(name: string, value: FieldValue): void {
    if (name === 'task' && value !== this.values['task']) this.text = ''
    this.#changed = { ...this.#changed, [name]: value }
    stored.write(this.#changed)
  }
}

export const subject = new Subject()
export const training = new LabWork(LAB, 'train')
export const comparison = new LabWork(LAB, 'compare')

/** What is asked again whenever the network or what it reads changes. */
export const live = {
  watch: new LiveAction(LAB, 'run', client.jobs),
  step: new LiveAction(LAB, 'step', client.jobs),
  check: new LiveAction(LAB, 'check', client.jobs, 400),
  reach: new LiveAction(LAB, 'reach', client.jobs)
}

const network = z.object({
  tokens: z.array(z.string()),
  shape: z.object({
    cell: z.string(),
    direction: z.enum(['forward', 'reverse', 'both']),
    layers: z.number(),
    units: z.number(),
    inputs: z.number(),
    outputs: z.number()
  }),
  weights: z.number(),
  parts: z.array(z.object({ name: z.string(), shape: z.array(z.number()) })),
  loss: z.number(),
  right: z.number(),
  'greatest difference from the kernels': z.number()
})

/** What the lab says of a network that it watched; null where there is nothing yet. */
export function readNetwork(result: unknown): z.output<typeof network> | null {
  return network.safeParse(result).data ?? null
}
