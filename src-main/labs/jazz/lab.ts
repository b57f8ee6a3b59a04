import { defineAction, type Lab } from '../lab'
import { evaluate } from './evaluate'
import { exportModel, importModel } from './export'
import { innards } from './innards'
import { evaluateParams, improviseParams, trainParams } from './params'
import { run } from './run'
import { sample } from './sample'
import { scoreboard } from './scoreboard'
import { train } from './train'

export const lab: Lab = {
  id: 'jazz',
  title: 'Jazz',
  summary: 'Improvise over any changes, learn from solos, and know what was copied.',
  train: defineAction({ title: 'Train a soloist', params: trainParams, start: train }),
  run: defineAction({ title: 'Improvise', params: improviseParams, start: run }),
  actions: {
    evaluate: defineAction({
      title: 'Measure a soloist',
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
