import { defineCommand } from './command'
import { importModel, prepareFolder } from './model-folder'
import { DATASET_ID } from './session'
import { readSpeech, SPEAKERS } from './speech-data'
import { nameOf, trainInto } from './train-job'

export const speechTrainCommand = defineCommand({
  words: ['speech', 'train'],
  summary: 'train a recogniser of speech on recordings with transcripts',
  details: [
    'Each DIR of --data holds transcripts.tsv, with the columns file, speaker and transcript and tabs between them.',
    'Writes model.json, weights.bin and card.json into --out. Ctrl-C keeps a checkpoint there: the same command with --resume goes on.'
  ].join('\n'),
  options: {
    data: { kind: 'paths', required: true, help: 'folders of recordings with transcripts' },
    ...SPEAKERS,
    noise: { kind: 'paths', help: 'sound without speech, to lie under it: folders or files' },
    out: { kind: 'path', required: true, help: 'folder for the recogniser' },
    from: {
      kind: 'path',
      shown: 'built-in|nothing|DIR',
      default: 'built-in',
      help: 'what it goes on from: the recogniser that comes with Cadenza, nothing, or the folder of another'
    },
    seed: {
      kind: 'integer',
      min: 0,
      max: 2 ** 31 - 1,
      default: 1,
      help: 'the same seed and recordings give the same weights'
    },
    epochs: { kind: 'integer', min: 1, max: 1_000, default: 20, help: 'passes over the recordings' },
    minutes: { kind: 'number', min: 0.05, max: 6_000, help: 'stop training after so long' },
    learningRate: {
      kind: 'number',
      min: 0.000001,
      max: 0.1,
      help: 'size of the steps; without it, as the recipe says'
    },
    dropout: {
      kind: 'number',
      min: 0,
      max: 0.9,
      default: 0.2,
      help: 'share of the values between layers that each step hides'
    },
    hold: {
      kind: 'number',
      min: 0,
      max: 0.5,
      default: 0.1,
      help: 'share of the speakers (of the recordings, where there are few) that is kept to measure by'
    },
    units: {
      kind: 'integer',
      min: 4,
      max: 512,
      default: 192,
      help: 'units in each direction of a layer, where it begins from nothing'
    },
    layers: { kind: 'integer', min: 1, max: 6, default: 3, help: 'layers, where it begins from nothing' },
    resume: { kind: 'switch', help: 'go on from the checkpoint that an interrupted training left in --out' }
  },
  async run({ data, speakers, exceptSpeakers, noise, out, from, resume, ...recipe }, surroundings) {
    await prepareFolder('out', out)
    const wish = { title: '--data', folders: data, noise, speakers, exceptSpeakers }
    const dataset = await readSpeech(wish, surroundings)
    const { minutes = 0, learningRate = 0, ...others } = recipe
    return trainInto(
      {
        lab: 'speech',
        dataset,
        out,
        resume,
        paramsOf: async (client) => ({
          dataset: DATASET_ID,
          name: nameOf(out, 'recogniser'),
          from: from === 'built-in' || from === 'nothing' ? from : await importModel(client, from, 'from'),
          ...{ ...others, minutes, learningRate }
        })
      },
      surroundings
    )
  }
})
