import { defineCommand, type Command } from './command'
import { sayResult } from './in-words'
import { runLab } from './lab-job'
import { checkData, fieldsOfAction, optionsOf, paramsOf } from './lab-params'
import { prepareFolder } from './model-folder'
import { readTexts } from './text-files'
import { nameOf, trainInto } from './train-job'

const LAB = {
  kind: 'path',
  operand: true,
  required: true,
  shown: 'LAB',
  help: 'the lab, such as dates; it stands before the options'
} as const
const DATA = {
  kind: 'paths',
  shown: 'FILE…',
  help: 'text files, or folders of them, read recursively; without them, the lab’s own where it has some'
} as const

/** What an action of the lab that stands first takes; nothing where none does. */
async function furtherOptions(args: readonly string[], action: string) {
  const [lab] = args
  return lab === undefined || lab.startsWith('-') ? {} : optionsOf(await fieldsOfAction(lab, action))
}

const trainCommand = defineCommand({
  words: ['language', 'train'],
  summary: 'train a model of a lab on texts',
  details: [
    "Writes model.json, weights.bin and card.json into --out. 'cadenza language train LAB --help' lists what the lab takes besides.",
    'Ctrl-C keeps a checkpoint there: the same command with --resume goes on.'
  ].join('\n'),
  options: {
    lab: LAB,
    data: DATA,
    out: { kind: 'path', required: true, help: 'folder for the model' },
    resume: { kind: 'switch', help: 'go on from the checkpoint that an interrupted training left in --out' }
  },
  furtherOptions: (args) => furtherOptions(args, 'train'),
  async run({ lab, data, out, resume, ...values }, surroundings) {
    const fields = await fieldsOfAction(lab, 'train')
    checkData(fields, { option: '--data', isGiven: data.length > 0 })
    await prepareFolder('out', out)
    const dataset = data.length > 0 ? await readTexts('--data', data) : undefined
    const name = nameOf(out, lab)
    return trainInto(
      {
        ...{ lab, dataset, out, resume },
        paramsOf: (client) =>
          paramsOf(client, { fields, values: { ...values, name }, hasData: dataset !== undefined })
      },
      surroundings
    )
  }
})

const evaluateCommand = defineCommand({
  words: ['language', 'evaluate'],
  summary: 'measure a model of a lab on what it was not trained on',
  details: "'cadenza language evaluate LAB --help' lists what the lab takes besides.",
  options: { lab: LAB, data: DATA },
  furtherOptions: (args) => furtherOptions(args, 'evaluate'),
  run: ({ lab, data, ...values }, surroundings) =>
    act({ lab, action: 'evaluate', data, values }, surroundings)
})

const runCommand = defineCommand({
  words: ['language', 'run'],
  summary: 'use a model of a lab, or do whatever else the lab can',
  details:
    "'cadenza language run LAB --help' lists what the lab takes besides, with --action that of another action.",
  options: {
    lab: LAB,
    data: DATA,
    action: { kind: 'path', shown: 'NAME', default: 'run', help: 'what the lab does, such as neighbours' }
  },
  furtherOptions(args) {
    const [, action = 'run'] = / --action[ =](\S+)/.exec(` ${args.join(' ')}`) ?? []
    return furtherOptions(args, action)
  },
  run: ({ lab, data, action, ...values }, surroundings) => act({ lab, action, data, values }, surroundings)
})

async function act(
  wish: { lab: string; action: string; data: readonly string[]; values: Record<string, unknown> },
  surroundings: Parameters<Command['run']>[1]
): Promise<Record<string, unknown>> {
  const { data, ...job } = wish
  const fields = await fieldsOfAction(job.lab, job.action)
  const dataset = data.length > 0 ? await readTexts('--data', data) : null
  const { result } = await runLab({ ...job, fields, dataset, option: '--data' }, surroundings)
  sayResult(result ?? {}, surroundings.terminal)
  return result ?? {}
}

/** Any lab of language, with its params as options. */
export const languageCommands: readonly Command[] = [trainCommand, evaluateCommand, runCommand]
