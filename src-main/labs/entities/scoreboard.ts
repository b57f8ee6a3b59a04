import { z } from 'zod'
import type { Measurement } from '../lab'

const answer = z.object({
  precision: z.number(),
  recall: z.number(),
  f1: z.number(),
  low: z.number(),
  high: z.number(),
  sentences: z.number()
})

export const scoreboard: Measurement[] = [
  {
    row: 'ner',
    needs: null,
    data: 'wikigold, the documents that the built-in tagger was kept from',
    tab: 'entities',
    steps: [{ action: 'evaluate' }],
    result([evaluated]) {
      const numbers = answer.parse(evaluated)
      const [precision, recall, f1, low, high] = [
        numbers.precision,
        numbers.recall,
        numbers.f1,
        numbers.low,
        numbers.high
      ].map((share) => share.toFixed(3))
      return {
        text: `whole entities without O, on ${numbers.sentences} held-out sentences: F1 ${f1} (95 %: ${low} to ${high}), precision ${precision}, recall ${recall}`,
        numbers
      }
    }
  }
]
