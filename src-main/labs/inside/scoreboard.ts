import { z } from 'zod'
import { formatNumber } from '../../contract/number-text'
import type { Measurement } from '../lab'
import { CELLS, DIRECTIONS } from './shape'

const checked = z.object({
  'greatest relative error': z.number(),
  'distance of the kernels’ gradients': z.number(),
  weights: z.number()
})
const watched = z.object({ 'greatest difference from the kernels': z.number() })

const SHAPES = CELLS.flatMap((cell) =>
  DIRECTIONS.flatMap((direction) => [1, 2, 3].map((layers) => ({ cell, direction, layers })))
)
const SMALL = { model: 'new', task: 'parity', length: 8, units: 5 }

export const scoreboard: Measurement[] = [
  {
    row: 'rnn-steps',
    needs: null,
    data: 'sequences of the parity task, drawn by the seed',
    tab: 'step',
    steps: [
      ...SHAPES.map((shape) => ({
        action: 'check',
        params: { ...SMALL, ...shape, count: 100 },
        short: { count: 20 }
      })),
      ...SHAPES.map((shape) => ({ action: 'run', params: { ...SMALL, ...shape } }))
    ],
    result(answers) {
      const checks = answers.slice(0, SHAPES.length).map((answer) => checked.parse(answer))
      const worst = Math.max(...checks.map((check) => check['greatest relative error']))
      const weights = checks.reduce((sum, check) => sum + check.weights, 0)
      const gradientsApart = Math.max(...checks.map((check) => check['distance of the kernels’ gradients']))
      const apart = Math.max(
        ...answers
          .slice(SHAPES.length)
          .map((answer) => watched.parse(answer)['greatest difference from the kernels'])
      )
      return {
        text: `${SHAPES.length} networks: basic RNN, GRU (reset before and after) and LSTM, forward, backward and in both directions, one to three layers: greatest relative error of ${weights} gradients in double precision against central differences ${formatNumber(worst, 2)}; by the single precision kernels greatest relative error of a weight’s gradient against double precision ${formatNumber(gradientsApart, 2)}, greatest difference of a state ${formatNumber(apart, 2)}`,
        numbers: {
          networks: SHAPES.length,
          gradients: weights,
          'greatest relative error': worst,
          'kernels: greatest relative error of a gradient': gradientsApart,
          'greatest difference from the kernels': apart
        }
      }
    }
  }
]
