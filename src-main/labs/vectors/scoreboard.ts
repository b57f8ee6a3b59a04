import { z } from 'zod'
import { formatNumber } from '../../contract/number-text'
import { JUST_TRAINED, type Measurement } from '../lab'

const debiased = z.object({
  invariants: z.array(
    z.object({ what: z.string(), error: z.number(), bound: z.number(), holds: z.boolean() })
  )
})
const equalised = z.object({
  formulas: z.array(z.object({ id: z.string(), cosines: z.array(z.number()).length(2) }))
})
const asked = z.object({
  questions: z.number(),
  covered: z.number(),
  right: z.number(),
  accuracy: z.number().nullable()
})
const learnt = z.object({ words: z.number(), tokens: z.number(), 'held-out loss': z.number() })

const inWords = ({ questions, covered, right, accuracy }: z.output<typeof asked>) =>
  accuracy === null
    ? `none of ${questions} analogies is covered`
    : `analogies: ${right} of the ${covered} covered of ${questions} right, ${(100 * accuracy).toFixed(1)} %`

export const scoreboard: Measurement[] = [
  {
    row: 'word-vectors',
    needs: null,
    data: 'GloVe 6B 100-d, its 25,000 commonest words in a byte a number, and questions-words',
    tab: 'debias',
    steps: [{ action: 'debias' }, { action: 'equalise-check' }, { action: 'analogies' }],
    result([bench, check, analogies]) {
      const { invariants } = debiased.parse(bench)
      const { formulas } = equalised.parse(check)
      const questions = asked.parse(analogies)
      const cosinesOf = (id: string) => formulas.find((formula) => formula.id === id)?.cosines ?? [NaN, NaN]
      const [right, wrong] = [cosinesOf('right'), cosinesOf('notebook')].map((pair) =>
        pair.map((cosine) => cosine.toFixed(4)).join(' and ')
      )
      const held = invariants.map(
        ({ what, error, bound }) => `${what}, to ${formatNumber(error, 2)} (bound ${formatNumber(bound, 1)})`
      )
      return {
        text: `${held.join('; ')}; an equalised pair has the cosines ${right}, by the notebook's wrong formula ${wrong}; ${inWords(questions)}`,
        numbers: {
          'invariants that hold': invariants.filter(({ holds }) => holds).length,
          'greatest error of an invariant': Math.max(...invariants.map(({ error }) => error)),
          'analogies right': questions.right,
          'analogies covered': questions.covered
        }
      }
    }
  },
  {
    row: 'skip-gram',
    needs: null,
    data: 'plays of Shakespeare (assets/texts/tinyshakespeare.txt), and questions-words',
    tab: 'vectors',
    steps: [
      { action: 'train', params: { method: 'skip-gram' }, short: { epochs: 1 } },
      { action: 'analogies', params: { model: JUST_TRAINED } }
    ],
    result([trained, analogies]) {
      const { words, tokens, 'held-out loss': loss } = learnt.parse(trained)
      const questions = asked.parse(analogies)
      return {
        text: `vectors of ${words.toLocaleString('en')} words learnt from ${tokens.toLocaleString('en')} words of text, held-out loss ${loss.toFixed(3)}; ${inWords(questions)}`,
        numbers: {
          words,
          'last held-out loss': loss,
          'analogies right': questions.right,
          'analogies covered': questions.covered
        }
      }
    }
  }
]
