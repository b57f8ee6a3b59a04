import { defineCommand } from './command'
import { followJob } from './follow-job'
import { importModel } from './model-folder'
import { DATASET_ID, withEngine } from './session'
import { readDataset } from './sound-groups'
import { groupWishes, SOUNDS } from './trigger-options'

export const evaluateCommand = defineCommand({
  words: ['trigger', 'evaluate'],
  summary: 'measure a detector on sounds that it was not trained on',
  details:
    'The takes are mixed into a long stream with the negatives and backgrounds. Nothing is tuned on it but the threshold that keeps to --falseAcceptsPerHour.',
  options: {
    model: { kind: 'path', required: true, help: 'folder of the detector' },
    ...SOUNDS,
    falseAcceptsPerHour: {
      kind: 'number',
      min: 0.01,
      max: 100,
      default: 0.5,
      help: 'false accepts an hour that are allowed'
    },
    snr: {
      kind: 'number',
      min: -10,
      max: 60,
      default: 10,
      help: 'decibels by which the word stands above the noise'
    },
    seed: { kind: 'integer', min: 0, max: 2 ** 31 - 1, default: 1, help: 'decides how the stream is mixed' }
  },
  async run({ model, falseAcceptsPerHour, snr, seed, ...sounds }, surroundings) {
    const { terminal, signal } = surroundings
    const dataset = await readDataset(groupWishes(sounds, 1), { terminal, signal })
    const result = await withEngine({ surroundings, libraryFolder: null, dataset }, async (client) => {
      const params = {
        model: await importModel(client, model),
        dataset: DATASET_ID,
        falseAcceptsPerHour,
        snr,
        seed
      }
      const { id } = await client.jobs.start({ lab: 'trigger', action: 'evaluate', params })
      return (await followJob(client, id, { terminal, signal })).result ?? {}
    })
    for (const name of ['threshold', 'falseRejectRate', 'falseAcceptsPerHour', 'hours'])
      terminal.say(`${name}  ${String(result[name])}`)
    return result
  }
})
