import { defineAction, type Lab } from '../lab'
import { crossValidate } from './cross-validate'
import { evaluate } from './evaluate'
import { exportModel, importModel } from './export'
import { innards } from './innards'
import { comparePairs } from './pairs'
import { evaluateParams, foldsParams, pairsParams, runParams, trainParams } from './params'
import { run } from './run'
import { sample } from './sample'
import { scoreboard } from './scoreboard'
import { train } from './train'

export const lab: Lab = {
  id: 'sentences',
  title: 'Sentences',
  summary: 'Tell what a sentence is, praise or blame or one of your own labels, and which words decided.',
  train: defineAction({ title: 'Train on labelled sentences', params: trainParams, start: train }),
  run: defineAction({ title: 'Tell a sentence', params: runParams, start: run }),
  actions: {
    evaluate: defineAction({
      title: 'Measure a model',
      params: evaluateParams,
      start: evaluate,
      keepsRun: true // measurements are worth looking up later
    }),
    folds: defineAction({
      title: 'Measure a kind of network in folds',
      params: foldsParams,
      start: crossValidate,
      keepsRun: true
    }),
    pairs: defineAction({ title: 'Compare pairs of sentences', params: pairsParams, start: comparePairs })
  },
  scoreboard,
  innards,
  exportModel,
  importModel,
  sample
}
