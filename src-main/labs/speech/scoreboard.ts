import { z } from 'zod'
import type { Dataset, Measurement, Tools } from '../lab'
import { BUILT_IN } from './built-in'

const evaluated = z.object({
  words: z.number(),
  wer: z.number(),
  cer: z.number(),
  realTimeFactor: z.number(),
  seconds: z.number()
})

/** What the card of the built-in recogniser says of speakers that it was kept from, as their corpora call them. */
const card = z.object({ params: z.object({ keptFrom: z.array(z.string()).min(1) }) })

export const scoreboard: Measurement[] = [
  {
    row: 'speech',
    needs: {
      kind: 'spoken',
      what: 'Recordings with transcripts. The published numbers are on AN4, FSDD and LibriSpeech: of a set that has speakers that the built-in recogniser was kept from, these alone are measured; of your own, all'
    },
    data: '',
    tab: 'bench',
    steps: [
      { action: 'evaluate', params: { languageModel: 'none' }, dataOf: unheard },
      { action: 'evaluate', params: { languageModel: 'words' }, dataOf: unheard }
    ],
    result(answers) {
      const [plain, weighed] = answers.map((answer) => evaluated.parse(answer)) as [
        z.output<typeof evaluated>,
        z.output<typeof evaluated>
      ]
      const inPercent = (share: number) => `${(100 * share).toFixed(1)} %`
      return {
        text: `built-in cadenza-ctc on ${plain.words} words by speakers that it never heard: ${inPercent(plain.wer)} wrong without a language model (letters ${inPercent(plain.cer)}), ${inPercent(weighed.wer)} with a word n-gram of its training sentences; real-time factor ${plain.realTimeFactor.toFixed(3)} and ${weighed.realTimeFactor.toFixed(3)}`,
        numbers: {
          words: plain.words,
          'word error rate': plain.wer,
          'word error rate with a language model': weighed.wer,
          'character error rate': plain.cer,
          'real-time factor': plain.realTimeFactor
        }
      }
    }
  }
]

async function unheard(brought: Dataset, tools: Pick<Tools, 'asset'>): Promise<Dataset> {
  const written: unknown = JSON.parse(new TextDecoder().decode(await tools.asset(`${BUILT_IN}/card.json`)))
  const { keptFrom } = card.parse(written).params
  const spoken = brought.groups['spoken'] ?? []
  const kept = spoken.filter(({ speaker = '' }) => keptFrom.includes(speaker))
  return kept.length === 0 ? brought : { ...brought, groups: { ...brought.groups, spoken: kept } }
}
