import { defineAction, type Lab } from '../lab'
import { check } from './check'
import { compare } from './compare'
import { hear } from './hear'
import { innards } from './innards'
import { hearParams, matterParams, pairParams, raceParams, responsesParams, watchParams } from './look-params'
import { matter } from './mattering'
import { measured, measuredParams } from './measured'
import { comparePair } from './pair'
import { checkParams, compareParams, reachParams, stepParams, trainParams } from './params'
import { race } from './race'
import { reach } from './reach'
import { respond } from './responses'
import { step } from './step'
import { scoreboard } from './scoreboard'
import { train } from './train'
import { watch } from './watch'

export const lab: Lab = {
  id: 'inside',
  title: 'Inside',
  summary: 'Build a recurrent network, and watch it think, learn and forget.',
  train: defineAction({ title: 'Train', params: trainParams, start: train }),
  run: defineAction({ title: 'Watch', params: watchParams, start: watch }),
  actions: {
    step: defineAction({ title: 'Step by step', params: stepParams, start: step }),
    check: defineAction({ title: 'Check gradients', params: checkParams, start: check }),
    matter: defineAction({ title: 'Which inputs mattered', params: matterParams, start: matter }),
    responses: defineAction({ title: 'What a unit responds to', params: responsesParams, start: respond }),
    measured: defineAction({
      title: 'The adding problem, measured',
      params: measuredParams,
      start: measured
    }),
    pair: defineAction({ title: 'Two networks on one input', params: pairParams, start: comparePair }),
    hear: defineAction({ title: 'Watch what is said', params: hearParams, start: hear, listens: true }),
    race: defineAction({ title: 'Clipping and cells', params: raceParams, start: race }),
    reach: defineAction({ title: 'How far gradients reach', params: reachParams, start: reach }),
    compare: defineAction({
      title: 'Compare cells',
      params: compareParams,
      start: compare,
      keepsRun: true // it takes minutes, and is worth looking up later
    })
  },
  scoreboard,
  innards,
  sample: () => ({
    dataset: { name: 'sample', hash: 'sample', groups: {} },
    train: {
      task: 'parity',
      length: 6,
      cell: 'gru',
      units: 8,
      steps: 60,
      batch: 8,
      learningRate: 0.02,
      watchEvery: 4,
      seed: 2
    },
    run: { text: '010110' },
    clip: { samples: new Float32Array(0), sampleRate: 16_000 }
  })
}
