import { z } from 'zod'
import type { Field } from '../../../../src-main/contract/params'
import { defaultsOf, problemOf, type FieldValue } from '../../../controls/field-check'
import { library } from '../../../state/library.svelte'
import { keyOf, recognisers } from '../../../state/recognisers.svelte'
import { storedAs } from '../../../state/stored'

export const LAB = 'speech'

const stored = storedAs(
  'cadenza.speech.reading',
  z.object({
    recogniser: z.string(),
    values: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
  })
)
/** What the page itself fills in. */
const OWN = ['engine', 'model', 'clip']

/** How speech is turned into words: by which recogniser, and how it weighs what it hears. Kept between starts. */
export class Reading {
  #kept = $state.raw(stored.read() ?? { recogniser: '', values: {} })

  /** The one chosen last, or one of everyday speech that comes with Cadenza, or another that can be used; null where there is none. */
  recogniser = $derived(
    recognisers.ready.find((each) => keyOf(each) === this.#kept.recogniser) ??
      recognisers.ready.find(({ engine, state }) => engine !== 'cadenza-ctc' && state === 'built-in') ??
      recognisers.ready[0] ??
      null
  )
  fields: Field[] = $derived(library.fieldsOf(LAB, 'transcribe').filter(({ name }) => !OWN.includes(name)))
  values: Record<string, FieldValue> = $derived({ ...defaultsOf(this.fields), ...this.#kept.values })
  /** What an action of the speech lab takes besides the clip; null without a recogniser. Values out of bounds are left out. */
  params: Record<string, unknown> | null = $derived.by(() => {
    if (!this.recogniser) return null
    const { engine, id: model } = this.recogniser
    const good = this.fields.filter((field) => problemOf(field, this.values[field.name]) === null)
    return { engine, model, ...Object.fromEntries(good.map(({ name }) => [name, this.values[name]])) }
  })

  choose(recogniser: string): void {
    this.#keep({ ...this.#kept, recogniser })
  }

  set(name: string, value: FieldValue): void {
    this.#keep({ ...this.#kept, values: { ...this.#kept.values, [name]: value } })
  }

  #keep(next: z.output<(typeof stored)['schema']>): void {
    this.#kept = next
    stored.write(next)
  }
}

export const reading = new Reading()
