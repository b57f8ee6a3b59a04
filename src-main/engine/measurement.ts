import { z } from 'zod'
import type { Artifact } from '../contract/artifact'
import type { LabEvent } from '../contract/events'
import { fieldsOf, seedParam, text, toggle } from '../contract/params'
import type { MeasurementAnswer } from '../contract/scoreboard'
import {
  defineAction,
  JUST_TRAINED,
  type Action,
  type Dataset,
  type Measurement,
  type Tools
} from '../labs/lab'
import { LibraryError } from '../library/library-error'

const PREFIX = 'scoreboard-'

/** The name of the action that measures a row. */
export const actionOfRow = (row: string): string => PREFIX + row

/** The row that an action measures; null where it is another. */
export const rowOfAction = (action: string): string | null =>
  action.startsWith(PREFIX) ? action.slice(PREFIX.length) : null

/** The id by which steps ask for the data set that was brought. */
const BROUGHT = 'brought'

const common = {
  seed: seedParam('The same seed and data give the same numbers'),
  short: toggle({
    label: 'Short',
    help: 'A rough number soon: fewer passes, or less that is measured on',
    default: false
  })
}

/** What a measurement can be told. */
export const measurementParams = ({ needs }: Measurement) =>
  needs
    ? z.object({ dataset: text({ label: 'Data set', help: needs.what, picks: 'dataset' }), ...common })
    : z.object(common)

type MeasurementParams = { seed: number; short: boolean; dataset?: string }

/** A measurement of a lab as an action: its steps as one job, which keeps neither model nor checkpoint. */
export function measurementAction(actionsOf: Record<string, Action>, measurement: Measurement): Action {
  return defineAction({
    title: `Scoreboard: ${measurement.row}`,
    params: measurementParams(measurement),
    keepsRun: true,
    start: (params, tools) => measure(params as MeasurementParams, { actions: actionsOf, measurement, tools })
  })
}

interface Measuring {
  actions: Record<string, Action>
  measurement: Measurement
  tools: Tools
}

async function* measure(
  params: MeasurementParams,
  { actions, measurement, tools }: Measuring
): AsyncGenerator<LabEvent, void> {
  const began = tools.now()
  const { row, steps } = measurement
  const brought = params.dataset === undefined ? null : await tools.dataset(params.dataset)
  const answers: unknown[] = []
  let trained: Artifact | null = null
  let isSeeded = false
  for (const [i, step] of steps.entries()) {
    const action = actions[step.action]
    if (!action) throw new LibraryError('NOT_FOUND', `there is no action '${step.action}' to measure by`)
    const given = paramsOfStep(action, { step, params })
    isSeeded ||= 'seed' in given
    const own: Tools = {
      ...tools,
      checkpoint: null,
      dataset: (id) => (id === BROUGHT && brought ? partOf(brought, { step, tools }) : tools.dataset(id)),
      model: async (id) => (id === JUST_TRAINED && trained ? trained : tools.model(id))
    }
    let answer: unknown = null
    for await (const event of action.start(given, own)) {
      if (event.type === 'result') answer = event.result
      else if (event.type === 'model') trained = event.artifact
      else if (event.type === 'progress') yield asPart(event, { at: i, of: steps.length })
      else if (event.type !== 'checkpoint' && event.type !== 'transcribed') yield event
    }
    answers.push(answer)
  }
  const { text: result, numbers } = measurement.result(answers)
  const answer: MeasurementAnswer = {
    row,
    result,
    numbers,
    seed: isSeeded ? String(params.seed) : 'none',
    data: [measurement.data, brought?.name].filter(Boolean).join('; '),
    dataHash: brought?.hash ?? '',
    seconds: Math.round(10 * (tools.now() - began)) / 10,
    isShort: params.short
  }
  // As metrics they stand beside those of other runs, and are compared to the bit where the measurement is run again.
  yield { type: 'metrics', step: steps.length, values: numbers }
  yield { type: 'result', result: answer }
}

/** What a step is started with: what it names, the seed and the data set that were asked for, and defaults. Throws as its schema does. */
export function paramsOfStep(
  { params: schema }: Action,
  { step, params }: { step: Measurement['steps'][number]; params: MeasurementParams }
): Record<string, unknown> {
  const fields = fieldsOf(schema)
  const wanted = fields.find(({ picks }) => picks === 'dataset')
  return schema.parse({
    ...(fields.some(({ name }) => name === 'seed') && { seed: params.seed }),
    ...(wanted && params.dataset !== undefined && { [wanted.name]: BROUGHT }),
    ...step.params,
    ...(params.short && step.short)
  })
}

async function partOf(
  brought: Dataset,
  { step: { dataOf }, tools }: { step: Measurement['steps'][number]; tools: Tools }
): Promise<Dataset> {
  return dataOf ? dataOf(brought, tools) : brought
}

function asPart(
  { fraction, message }: Extract<LabEvent, { type: 'progress' }>,
  { at, of }: { at: number; of: number }
): LabEvent {
  const part = fraction === null ? null : (at + fraction) / of
  return { type: 'progress', fraction: part, message: of > 1 ? `${at + 1} of ${of}: ${message}` : message }
}
