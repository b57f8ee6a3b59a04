import { text as readAll } from 'node:stream/consumers'
import type { Field } from '../contract/params'
import type { Dataset } from '../labs/lab'
import { defineCommand, type Command, type Surroundings } from './command'
import { inWords, sayResult } from './in-words'
import { runLab } from './lab-job'
import { fieldsOfAction, optionsOf } from './lab-params'
import type { Options, Values } from './options'
import type { Terminal } from './terminal'
import { readTexts } from './text-files'

/** One thing that a lab does, under a name of its own: its params are the options. */
export interface Task<O extends Options> {
  words: readonly string[]
  summary: string
  details?: string
  lab: string
  action: string
  /** What is written besides the lab's own params. */
  operands: O
  /** Params that are not asked for by their own names; without it, those that are called as the operands. */
  covers?: readonly string[]
  /** Params of the lab out of what is written. */
  paramsOf?: (values: Values<O>, surroundings: Surroundings) => Promise<Record<string, unknown>>
  /** The files that are named; null for the lab's own. */
  dataOf?: (values: Values<O>) => Promise<Dataset | null>
  /** Which part of the result is the answer, for a person: the first that is there, a sentence or lines. */
  answer?: readonly string[]
}

/** What some params are called here: short, as they are in the formulas. */
const SHORT: Record<string, string> = { lengthNormalisation: 'alpha' }

const renamed = (fields: readonly Field[]) =>
  fields.map((field) => ({ ...field, name: SHORT[field.name] ?? field.name }))

export function defineTask<const O extends Options>(task: Task<O>): Command {
  const {
    lab,
    action,
    operands,
    covers = Object.keys(operands),
    answer = [],
    paramsOf,
    dataOf,
    ...about
  } = task
  return defineCommand({
    ...about,
    options: operands,
    async furtherOptions() {
      const options = optionsOf(renamed(await fieldsOfAction(lab, action)))
      return Object.fromEntries(Object.entries(options).filter(([name]) => !covers.includes(name)))
    },
    async run(values, surroundings) {
      const written: Record<string, unknown> = values
      const fields = await fieldsOfAction(lab, action)
      const given: Record<string, unknown> = {
        ...Object.fromEntries(fields.map(({ name }) => [name, written[SHORT[name] ?? name]])),
        ...(await paramsOf?.(values, surroundings))
      }
      const dataset = (await dataOf?.(values)) ?? null
      const state = await runLab(
        { lab, action, fields, values: given, dataset, option: 'FILE' },
        surroundings
      )
      const result = state.result ?? {}
      sayAnswer(result, answer, surroundings.terminal)
      return result
    }
  })
}

function sayAnswer(result: Record<string, unknown>, answer: readonly string[], terminal: Terminal): void {
  const name = answer.find((one) => result[one] !== undefined && result[one] !== null) ?? ''
  const { [name]: said, ...rest } = result
  if (Array.isArray(said)) said.forEach((line) => terminal.say(inWords(line)))
  else if (said !== undefined) terminal.say(inWords(said))
  sayResult(rest, terminal)
}

/** Words that make one text, so that it needs no quotation marks. */
export const wordsOf = (help: string) =>
  ({
    text: {
      kind: 'paths',
      operand: true,
      required: true,
      shown: 'TEXT…',
      help: `${help}; - reads it from standard input`
    }
  }) as const satisfies Options

export async function textIn(
  { text }: { text: string[] },
  { stdin }: Surroundings
): Promise<{ text: string }> {
  return { text: text.length === 1 && text[0] === '-' ? await readAll(stdin) : text.join(' ') }
}

export const filesOf = (shown: string, help: string) =>
  ({ file: { kind: 'paths', operand: true, shown, help } }) as const satisfies Options

export const dataIn =
  (shown: string) =>
  async ({ file }: { file: string[] }): Promise<Dataset | null> =>
    file.length > 0 ? readTexts(shown, file) : null
