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
  id: 'dates',
  title: 'Dates',
  summary: 'Read dates as people write them, and see where the network looks for each character.',
  train: defineAction({ title: 'Train on dates', params: trainParams, start: train }),
  run: defineAction({ title: 'Read a date', params: runParams, start: run }),
  actions: {
    evaluate: defineAction({
      title: 'Measure on dates never taught',
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
