import { defineAction, type Lab } from '../lab'
import { compare } from './compare'
import { evaluate } from './evaluate'
import { exportModel, importModel } from './export'
import { innards } from './innards'
import { inspect } from './inspect'
import { listen } from './live'
import { compareParams, evaluateParams, inspectParams, runParams, transcribeParams } from './params'
import { sample } from './sample'
import { scoreboard } from './scoreboard'
import { train } from './train'
import { trainParams } from './train-params'
import { transcribe } from './transcribe'

export const lab: Lab = {
  id: 'speech',
  title: 'Speech',
  summary: 'Write down what is said, see how it is done, and teach it your voice.',
  train: defineAction({ title: 'Train a recogniser', params: trainParams, start: train }),
  run: defineAction({ title: 'Transcribe as you speak', params: runParams, start: listen, listens: true }),
  actions: {
    transcribe: defineAction({
      title: 'Transcribe a recording',
      params: transcribeParams,
      start: transcribe
    }),
    evaluate: defineAction({
      title: 'Measure a recogniser',
      params: evaluateParams,
      start: evaluate,
      keepsRun: true // measurements are worth looking up later
    }),
    compare: defineAction({ title: 'Compare with a text read aloud', params: compareParams, start: compare }),
    inspect: defineAction({ title: 'Look inside', params: inspectParams, start: inspect })
  },
  scoreboard,
  innards,
  exportModel,
  importModel,
  sample
}
