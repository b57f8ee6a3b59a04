import { defineCommand } from './command'
import { importModel, prepareFolder } from './model-folder'
import { DATASET_ID } from './session'
import { readSongs, SONGS } from './song-files'
import { nameOf, trainInto } from './train-job'

export const jazzTrainCommand = defineCommand({
  words: ['jazz', 'train'],
  summary: 'train a soloist on songs',
  details: [
    'Solos of a tune are all trained on or all kept to measure by. Writes model.json, weights.bin and card.json into --out.',
    'Ctrl-C keeps a checkpoint there: the same command with --resume goes on.'
  ].join('\n'),
  options: {
    ...SONGS,
    out: { kind: 'path', required: true, help: 'folder for the soloist' },
    network: {
      kind: 'choice',
      values: ['soloist', 'course'],
      default: 'soloist',
      help: "a soloist over chords, or the course's network, which plays on in the manner of one tune"
    },
    from: {
      kind: 'path',
      shown: 'built-in|nothing|DIR',
      default: 'built-in',
      help: 'what it goes on from: the soloist that comes with Cadenza, nothing, or the folder of another'
    },
    seed: {
      kind: 'integer',
      min: 0,
      max: 2 ** 31 - 1,
      default: 1,
      help: 'the same seed and songs give the same weights'
    },
    epochs: {
      kind: 'integer',
      min: 1,
      max: 10_000,
      help: 'passes over the songs; without it, as the recipe says'
    },
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
      default: 0.3,
      help: 'share of the values between layers that each step hides'
    },
    hold: {
      kind: 'number',
      min: 0,
      max: 0.5,
      default: 0.1,
      help: 'share of the tunes that is watched, not trained on, to see when to stop'
    },
    units: {
      kind: 'integer',
      min: 4,
      max: 512,
      help: "of a layer, where it begins from nothing; without it 192, or the 64 of the course's network"
    },
    layers: { kind: 'integer', min: 1, max: 4, default: 2, help: 'layers, where it begins from nothing' },
    tune: {
      kind: 'path',
      shown: 'NAME',
      default: '',
      help: "the song that the course's network learns; without it, the first"
    },
    resume: { kind: 'switch', help: 'go on from the checkpoint that an interrupted training left in --out' }
  },
  async run({ midi, catalog, out, network, from, resume, ...recipe }, surroundings) {
    await prepareFolder('out', out)
    const dataset = await readSongs({ midi, catalog }, surroundings.terminal)
    const { epochs = 0, minutes = 0, learningRate = 0, units = 0, ...others } = recipe
    return trainInto(
      {
        lab: 'jazz',
        dataset,
        out,
        resume,
        paramsOf: async (client) => ({
          dataset: DATASET_ID,
          name: nameOf(out, 'soloist'),
          model: network,
          from: from === 'built-in' || from === 'nothing' ? from : await importModel(client, from, 'from'),
          ...{ ...others, epochs, minutes, learningRate, units }
        })
      },
      surroundings
    )
  }
})
