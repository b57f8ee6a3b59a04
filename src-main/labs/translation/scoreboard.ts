import { z } from 'zod'
import type { Measurement } from '../lab'

const evaluated = z.object({
  n: z.number(),
  references: z.number(),
  bleu: z.number(),
  bleuGreedy: z.number(),
  beamAtFault: z.number(),
  modelAtFault: z.number()
})
const scored = z.object({ clipped: z.array(z.number()), total: z.array(z.number()) })

/** The worked examples of the course (week 3, "BLEU score"): translations of one sentence, and the order of n-grams that is counted. */
const MAT = 'the cat is on the mat\nthere is a cat on the mat'
const UNIGRAMS = { hypothesis: 'the the the the the the the', references: MAT }
const BIGRAMS = { hypothesis: 'the cat the cat on the mat', references: MAT }

const BEAM = { beam: 5, lengthNormalisation: 0.7 }

export const scoreboard: Measurement[] = [
  {
    row: 'translation',
    needs: null,
    data: 'pairs of tatoeba.org that the built-in translators were kept from (CC BY 2.0)',
    tab: 'translation',
    steps: [
      { action: 'score', params: UNIGRAMS },
      { action: 'score', params: BIGRAMS },
      { action: 'evaluate', params: { network: 'recurrent', ...BEAM }, short: { most: 40 } },
      { action: 'evaluate', params: { network: 'transformer', ...BEAM }, short: { most: 40 } }
    ],
    result([unigrams, bigrams, ...evaluations]) {
      const shareOf = (answer: unknown, order: number) => {
        const { clipped, total } = scored.parse(answer)
        return `${clipped[order - 1]}/${total[order - 1]}`
      }
      const [recurrent, transformer] = evaluations.map((answer) => evaluated.parse(answer)) as [
        z.output<typeof evaluated>,
        z.output<typeof evaluated>
      ]
      const inWords = ({ bleu, bleuGreedy, beamAtFault, modelAtFault }: z.output<typeof evaluated>) =>
        `BLEU ${bleuGreedy.toFixed(1)} greedy, ${bleu.toFixed(1)} with a beam of ${BEAM.beam} (alpha ${BEAM.lengthNormalisation}), beam at fault ${beamAtFault}, model at fault ${modelAtFault}`
      return {
        text: `English to French, ${transformer.n} held-out sentences with ${transformer.references} references: transformer ${inWords(transformer)}; recurrent network with attention ${inWords(recurrent)}; the worked examples ${shareOf(unigrams, 1)} and ${shareOf(bigrams, 2)}`,
        numbers: {
          sentences: transformer.n,
          'transformer: BLEU greedy': transformer.bleuGreedy,
          'transformer: BLEU': transformer.bleu,
          'recurrent: BLEU greedy': recurrent.bleuGreedy,
          'recurrent: BLEU': recurrent.bleu
        }
      }
    }
  }
]
