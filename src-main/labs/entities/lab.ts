import { defineAction, type Lab } from '../lab'
import { evaluate } from './evaluate'
import { exportModel, importModel } from './export'
import { innards } from './innards'
import { evaluateParams, runParams, trainParams } from './params'
import { run } from './run'
import { sample } from './sample'
import { scoreboard } from './scoreboard'
import { train } from './train'

export const lab: Lab = {
  id: 'entities',
  title: 'Entities',
  summary: 'Find people, places and organisations in a text, and say how surely.',
  train: defineAction({ title: 'Train a tagger', params: trainParams, start: train }),
  run: defineAction({ title: 'Find entities', params: runParams, start: run }),
  actions: {
    evaluate: defineAction({
      title: 'Measure a tagger',
      params: evaluateParams,
      start: evaluate,
      keepsRun: true // measurements are worth looking up later
    })
  },
  scoreboard,
  innards,
  exportModel,
  importModel,
  sample
}
