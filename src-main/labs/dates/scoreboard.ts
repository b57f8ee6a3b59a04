import { z } from 'zod'
import type { Measurement } from '../lab'

const answer = z.object({
  n: z.number(),
  right: z.number(),
  exact: z.number(),
  low: z.number(),
  high: z.number()
})

const inPercent = (share: number) => (100 * share).toFixed(1)

export const scoreboard: Measurement[] = [
  {
    row: 'date-nmt',
    needs: null,
    data: 'made-up dates of days that were never taught, the eight of the notebook among them',
    tab: 'dates',
    steps: [{ action: 'evaluate', params: { dates: 1_000 }, short: { dates: 100 } }],
    result([evaluated]) {
      const { n, right, exact, low, high } = answer.parse(evaluated)
      return {
        text: `${right} of ${n} held-out dates exact (95 %: ${inPercent(low)} to ${inPercent(high)})`,
        numbers: { dates: n, right, exact, low, high }
      }
    }
  }
]
