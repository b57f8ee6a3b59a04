import { defineAction, type Lab } from '../lab'
import { blame } from './blame'
import { chooseAlpha } from './choose-alpha'
import { evaluate } from './evaluate'
import { exportModel, importModel } from './export'
import { innards } from './innards'
import { maps } from './maps'
import {
  alphaParams,
  blameParams,
  evaluateParams,
  mapsParams,
  runParams,
  scoreParams,
  trainParams
} from './params'
import { run } from './run'
import { sample } from './sample'
import { score } from './score'
import { scoreboard } from './scoreboard'
import { train } from './train'

export const lab: Lab = {
  id: 'translation',
  title: 'Translation',
  summary: 'English to French by attention: every hypothesis, what it looked at, and who is to blame.',
  train: defineAction({ title: 'Train a translator', params: trainParams, start: train }),
  run: defineAction({ title: 'Translate', params: runParams, start: run }),
  actions: {
    evaluate: defineAction({
      title: 'Measure a translator',
      params: evaluateParams,
      start: evaluate,
      keepsRun: true // measurements are worth looking up later
    }),
    blame: defineAction({ title: 'Beam or model', params: blameParams, start: blame }),
    alpha: defineAction({
      title: 'Choose the length normalisation',
      params: alphaParams,
      start: chooseAlpha
    }),
    score: defineAction({ title: 'BLEU', params: scoreParams, start: score }),
    maps: defineAction({ title: 'Attention of every head', params: mapsParams, start: maps })
  },
  scoreboard,
  innards,
  exportModel,
  importModel,
  sample
}
