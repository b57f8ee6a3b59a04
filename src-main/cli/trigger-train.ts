import { defineCommand } from './command'
import { prepareFolder } from './model-folder'
import { DATASET_ID } from './session'
import { readDataset } from './sound-groups'
import { nameOf, trainInto } from './train-job'
import { groupWishes, SOUNDS } from './trigger-options'

const FEWEST_TAKES = 5
export const trainCommand = defineCommand({
  words: ['trigger', 'train'],
  summary: 'train a detector of a word from takes of it',
  details:
    'Writes model.json, weights.bin and card.json into --out. Ctrl-C keeps a checkpoint there: the same command with --resume goes on.',
  options: {
    ...SOUNDS,
    model: {
      kind: 'choice',
      values: ['streaming', 'course'],
      default: 'streaming',
      help: 'the small streaming detector, or the network of the course'
    },
    out: { kind: 'path', required: true, help: 'folder for the model' },
    seed: {
      kind: 'integer',
      min: 0,
      max: 2 ** 31 - 1,
      default: 1,
      help: 'the same seed and sounds give the same weights'
    },
    minutes: { kind: 'number', min: 0.05, max: 600, help: 'stop training after so long' },
    steps: {
      kind: 'integer',
      min: 1,
      max: 100_000,
      help: 'training steps; without it, as many as the recipe says'
    },
    variants: {
      kind: 'integer',
      min: 1,
      max: 5_000,
      help: 'altered copies of the takes to learn from; without it, as many as the recipe says'
    },
    resume: { kind: 'switch', help: 'go on from the checkpoint that an interrupted training left in --out' }
  },
  async run({ out, resume, model, seed, minutes = 0, steps = 0, variants = 0, ...sounds }, surroundings) {
    await prepareFolder('out', out)
    const dataset = await readDataset(groupWishes(sounds, FEWEST_TAKES), surroundings)
    const params = {
      dataset: DATASET_ID,
      name: nameOf(out, 'detector'),
      model,
      seed,
      minutes,
      steps,
      variants
    }
    const paramsOf = () => Promise.resolve(params)
    return trainInto({ lab: 'trigger', dataset, out, resume, paramsOf }, surroundings)
  }
})
