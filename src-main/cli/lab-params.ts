import type { Field } from '../contract/params'
import type { Client } from './follow-job'
import { importModel } from './model-folder'
import { nearestTo } from './nearest'
import type { Option, Options } from './options'
import { DATASET_ID } from './session'
import { UsageError } from './usage-error'

/** The param of a training by which a lab is told what weights to begin with. */
const START = 'from'

/** Models that labs know by a word; what else is written is a folder. */
const isNoFolder = (model: string) => model === '' || model === 'nothing' || /^built-in(:|$)/.test(model)

/** What an action of a lab can be told. Throws UsageError for a lab or an action that there is not, with those that there are. */
export async function fieldsOfAction(lab: string, action: string): Promise<Field[]> {
  const { allLabs, describeLab } = await import('../engine/labs') // TensorFlow.js is slow to load
  const found = allLabs.map(describeLab)
  const labs = found.map(({ id }) => id)
  const info = found.find(({ id }) => id === lab)
  if (!info)
    throw new UsageError(`'LAB' must be one of ${labs.join(', ')}, not '${lab}'${nearestTo(lab, labs)}`)
  const actions = info.actions.map(({ id }) => id)
  const known = info.actions.find(({ id }) => id === action)
  if (!known)
    throw new UsageError(
      `the lab '${lab}' can ${actions.join(', ')}, not '${action}'${nearestTo(action, actions)}`
    )
  return known.fields
}

/** Fields of a form as options; the data set is named by its files, not by an id. */
export function optionsOf(fields: readonly Field[]): Options {
  const told = fields.filter(({ kind, picks }) => kind !== 'clip' && picks !== 'dataset')
  return Object.fromEntries(told.map((field) => [field.name, optionOf(field)]))
}

function optionOf(field: Field): Option {
  const { kind, label, help, unit, min = 0, max = 0, choices = [], picks } = field
  const said = [label + (unit && ` in ${unit}`), help].filter(Boolean).join(': ')
  switch (kind) {
    case 'integer':
    case 'number':
      return { kind, min, max, default: Number(field.default), help: said }
    case 'choice': {
      const meanings = choices.map(({ value, label }) => `${value} is ${label}`).join(', ')
      const values = choices.map(({ value }) => value)
      return { kind, values, default: String(field.default), help: `${said}; ${meanings}` }
    }
    case 'switch':
      return { kind: 'choice', values: ['on', 'off'], default: field.default ? 'on' : 'off', help: said }
    case 'text':
    case 'clip':
      return {
        kind: 'path',
        shown: picks === 'model' || field.name === START ? 'built-in|DIR' : 'TEXT',
        default: String(field.default ?? ''),
        help: said
      }
  }
}

/**
 * The params of an action out of what was written. A model that lies in a folder is brought into the engine's library.
 * @param hasData whether files of a data set were named, which the action must then ask for
 */
export async function paramsOf(
  client: Client,
  { fields, values, hasData }: { fields: readonly Field[]; values: Record<string, unknown>; hasData: boolean }
): Promise<Record<string, unknown>> {
  const params: Record<string, unknown> = {}
  for (const { name, kind, picks } of fields) {
    const value = values[name]
    if (picks === 'dataset') {
      if (hasData) params[name] = DATASET_ID
    } else if (value === undefined) continue
    else if (kind === 'switch') params[name] = value === 'on'
    else if (typeof value === 'string' && (picks === 'model' || name === START) && !isNoFolder(value))
      params[name] = await importModel(client, value, name)
    else params[name] = value
  }
  return params
}

/** Throws UsageError where files are named for an action that reads none, or missing for one that has none of its own. */
export function checkData(
  fields: readonly Field[],
  { option, isGiven }: { option: string; isGiven: boolean }
): void {
  const field = fields.find(({ picks }) => picks === 'dataset')
  if (isGiven && !field) throw new UsageError(`'${option}' was not expected: this action reads no files`)
  if (!isGiven && field?.default === '')
    throw new UsageError(`'${option}' is missing: name the files to read`)
}
