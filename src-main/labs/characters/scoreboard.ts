import { z } from 'zod'
import type { Measurement } from '../lab'
import { KIND_NAMES } from './drawings'

const evaluated = z.object({
  characters: z.number(),
  realWordsOfHeldOut: z.number().nullable(),
  networks: z.array(
    z.object({
      network: z.enum(['rnn', 'gru', 'lstm', 'transformer', 'n-grams']),
      bitsPerCharacter: z.number(),
      low: z.number(),
      high: z.number(),
      newShare: z.number().nullable(),
      wordShare: z.number().nullable()
    })
  )
})
type Networks = z.output<typeof evaluated>['networks']

const coursed = z.object({
  smoothedLoss: z.number(),
  bitsPerCharacter: z.number(),
  low: z.number(),
  high: z.number()
})

const positioned = z.object({ norm: z.number(), distance: z.number() })

const nameOf = (network: Networks[number]['network']) =>
  network === 'n-grams' ? 'five-grams' : KIND_NAMES[network]

const bitsOf = (networks: Networks) =>
  networks
    .map(
      ({ network, bitsPerCharacter, low, high }) =>
        `${nameOf(network)} ${bitsPerCharacter.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})`
    )
    .join(', ')

const numbersOf = (networks: Networks, prefix = '') =>
  Object.fromEntries(
    networks.map(({ network, bitsPerCharacter }) => [
      `${prefix}${network}: bits a character`,
      bitsPerCharacter
    ])
  )

/** `names: 98.0, 99.0 % …` of those networks that have such a share. */
function sharesOf(networks: Networks, share: 'newShare' | 'wordShare'): string {
  return networks
    .flatMap(({ network, [share]: value }) =>
      value === null ? [] : [`${nameOf(network)} ${(100 * value).toFixed(1)} %`]
    )
    .join(', ')
}

export const scoreboard: Measurement[] = [
  {
    row: 'dinosaurs',
    needs: null,
    data: 'names of dinosaurs (assets/texts/dinosaurs.txt), those that were held out',
    tab: 'characters',
    steps: [
      { action: 'course', short: { steps: 2_000 } },
      { action: 'evaluate', params: { text: 'dinosaurs' }, short: { length: 400 } }
    ],
    result([course, evaluation]) {
      const { smoothedLoss, bitsPerCharacter, low, high } = coursed.parse(course)
      const { networks } = evaluated.parse(evaluation)
      return {
        text: `bits a character on held-out names (95 % over names): the course's network, trained now, ${bitsPerCharacter.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)}), smoothed loss ${smoothedLoss.toFixed(2)}; the built-in networks: ${bitsOf(networks)}; names written that are new: ${sharesOf(networks, 'newShare')}`,
        numbers: {
          'course: bits a character': bitsPerCharacter,
          'course: smoothed loss': smoothedLoss,
          ...numbersOf(networks)
        }
      }
    }
  },
  {
    row: 'shakespeare',
    needs: null,
    data: 'plays of Shakespeare (assets/texts/tinyshakespeare.txt), the part that was held out',
    tab: 'characters',
    steps: [{ action: 'evaluate', params: { text: 'shakespeare' }, short: { length: 400 } }],
    result([evaluation]) {
      const { characters, networks, realWordsOfHeldOut } = evaluated.parse(evaluation)
      const theirs =
        realWordsOfHeldOut === null
          ? ''
          : `, where the held-out text has ${(100 * realWordsOfHeldOut).toFixed(1)} %`
      return {
        text: `bits a character on ${characters.toLocaleString('en')} held-out characters (95 %): the built-in networks: ${bitsOf(networks)}; real words among those written: ${sharesOf(networks, 'wordShare')}${theirs}`,
        numbers: numbersOf(networks)
      }
    }
  },
  {
    row: 'transformer',
    needs: null,
    data: 'the held-out parts of the names of dinosaurs and of the plays of Shakespeare',
    tab: 'transformer',
    steps: [
      { action: 'positions', params: { dimensions: 100, position: 70 } },
      {
        action: 'evaluate',
        params: { text: 'dinosaurs', network: 'transformer' },
        short: { length: 400 }
      },
      {
        action: 'evaluate',
        params: { text: 'shakespeare', network: 'transformer' },
        short: { length: 400 }
      }
    ],
    result([positions, names, plays]) {
      const { norm, distance } = positioned.parse(positions)
      const [onNames, onPlays] = [evaluated.parse(names).networks, evaluated.parse(plays).networks]
      return {
        text: `positions of 100 dimensions: length ${norm.toFixed(3)}, distance of 70 and 72 ${distance.toFixed(4)}; bits a character of the built-in transformers (95 %): names of dinosaurs: ${bitsOf(onNames)}; Shakespeare: ${bitsOf(onPlays)}`,
        numbers: {
          'positions: length': norm,
          'positions: distance of 70 and 72': distance,
          ...numbersOf(onNames, 'dinosaurs, '),
          ...numbersOf(onPlays, 'shakespeare, ')
        }
      }
    }
  }
]
