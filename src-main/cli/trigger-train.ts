import { rm } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { defineCommand } from './command'
import { followJob, type Client } from './follow-job'
import { copyModel, prepareFolder } from './model-folder'
import { DATASET_ID, withEngine } from './session'
import { readDataset } from './sound-groups'
import { formatDuration } from './terminal'
import { groupWishes, SOUNDS } from './trigger-options'
import { UsageError } from './usage-error'

const FEWEST_TAKES = 5
/** Runs and checkpoints of a training, below --out; gone when the model is there. */
const WORKSHOP = '.training'

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
    const { terminal, signal } = surroundings
    await prepareFolder('out', out)
    const dataset = await readDataset(groupWishes(sounds, FEWEST_TAKES), { terminal, signal })
    const workshop = join(out, WORKSHOP)
    const result = await withEngine({ surroundings, libraryFolder: workshop, dataset }, async (client) => {
      const params = { dataset: DATASET_ID, name: nameOf(out), model, seed, minutes, steps, variants }
      const { id } = resume
        ? await resumeNewest(client, out)
        : await client.jobs.start({ lab: 'trigger', action: 'train', params })
      const began = performance.now()
      const state = await followJob(client, id, { terminal, signal })
      if (!state.modelId) throw new Error('the training ended without a model')
      await copyModel(client, { id: state.modelId, to: out })
      return { ...state.result, model: resolve(out), seconds: (performance.now() - began) / 1000 }
    })
    await rm(workshop, { recursive: true, force: true })
    terminal.say(`trained in ${formatDuration(result.seconds)}: ${result.model}`)
    return result
  }
})

async function resumeNewest(client: Client, out: string): Promise<{ id: string }> {
  const runs = await client.runs.list()
  const newest = runs.filter((run) => run.resumable).sort((a, b) => b.startedAt - a.startedAt)[0]
  if (!newest) throw new UsageError(`'--resume': ${out} holds no interrupted training`)
  return client.jobs.resume({ runId: newest.id })
}

/** What the detector is called: its folder's name, as far as a name may hold it. */
function nameOf(out: string): string {
  return (
    basename(resolve(out))
      .replace(/[\\/:*?"<>|]/g, '-')
      .replace(/^[. ]+|[. ]+$/g, '')
      .slice(0, 80) || 'detector'
  )
}
