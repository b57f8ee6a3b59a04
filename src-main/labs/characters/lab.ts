import { defineAction, type Lab } from '../lab'
import { course } from './course'
import { evaluate } from './evaluate'
import { innards } from './innards'
import {
  courseParams,
  evaluateParams,
  mapsParams,
  positionsParams,
  readParams,
  sampleParams,
  trainParams
} from './params'
import { positions } from './positions'
import { exportModel, importModel } from './export'
import { maps, read } from './read'
import { run } from './run'
import { sample } from './sample'
import { scoreboard } from './scoreboard'
import { train } from './train'

export const lab: Lab = {
  id: 'characters',
  title: 'Characters',
  summary: 'Four networks learn to spell, side by side: what they write, and what surprises them.',
  train: defineAction({ title: 'Train', params: trainParams, start: train }),
  run: defineAction({ title: 'Write', params: sampleParams, start: run }),
  actions: {
    read: defineAction({ title: 'Read', params: readParams, start: read }),
    maps: defineAction({ title: 'Look into the transformer', params: mapsParams, start: maps }),
    positions: defineAction({ title: 'Positions', params: positionsParams, start: positions }),
    course: defineAction({ title: 'The network of the course', params: courseParams, start: course }),
    evaluate: defineAction({
      title: 'Measure',
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
