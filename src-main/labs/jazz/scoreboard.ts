import { z } from 'zod'
import type { Dataset, Measurement } from '../lab'
import { isHeldOut } from './split'

const evaluated = z.object({
  solos: z.number(),
  notes: z.number(),
  nll: z.object({ model: z.number(), unigram: z.number(), bigram: z.number(), trigram: z.number() }),
  copied: z.object({ human: z.object({ notes: z.number() }), model: z.object({ notes: z.number() }) }),
  chordTones: z.object({ human: z.number().nullable(), model: z.number().nullable() })
})
const learnt = z.object({ values: z.number(), 'training loss': z.number() })

const rounded = (value: number | null, digits = 3) => (value === null ? 'unknown' : value.toFixed(digits))

export const scoreboard: Measurement[] = [
  {
    row: 'jazz',
    needs: {
      kind: 'songs',
      what: 'Solos as MIDI files or lead sheets, with chords for the measures of harmony; the published number is on the Weimar Jazz Database. Tunes that the built-in soloist learnt or was watched on are left out; the network of the course learns Ornithology of Charlie Parker, which has 78 values as the course’s tune has, or else the first song'
    },
    data: '',
    tab: 'measure',
    steps: [
      {
        action: 'train',
        params: { model: 'course', from: 'nothing', name: 'course' },
        dataOf: likeTheCourse
      },
      {
        action: 'evaluate',
        params: { model: 'built-in', solos: 60 },
        short: { solos: 4 },
        dataOf: heldOut
      }
    ],
    result([course, evaluation]) {
      const { solos, notes, nll, copied, chordTones } = evaluated.parse(evaluation)
      const { values, 'training loss': loss } = learnt.parse(course)
      return {
        text: `the built-in soloist on ${solos} solos (${notes} notes) over tunes that it was not taught: ${rounded(nll.model, 2)} nats a note, trigram ${rounded(nll.trigram, 2)}, bigram ${rounded(nll.bigram, 2)}, unigram ${rounded(nll.unigram, 2)}; chord tones on strong beats ${rounded(chordTones.model)}, those players ${rounded(chordTones.human)}; longest run of notes shared with what was taught ${copied.model.notes}, those players ${copied.human.notes}; the course's network on one tune of ${values} values: training loss ${rounded(loss, 2)}`,
        numbers: {
          solos,
          'nats a note': nll.model,
          'trigram: nats a note': nll.trigram,
          'bigram: nats a note': nll.bigram,
          'longest copy': copied.model.notes,
          'course: training loss': loss
        }
      }
    }
  }
]

/**
 * Songs over tunes that no soloist is taught or watched on, by their titles: what a catalogue does not name is left out, for it may have been
 * watched. Where nothing is named, the action itself tells what was taught.
 */
function heldOut(brought: Dataset): Dataset {
  const songs = (brought.songs ?? []).filter(({ entry }) => entry !== null && isHeldOut(entry.title))
  return songs.length === 0 ? brought : { ...brought, songs }
}

/** A solo with as many different values as the tune of the course has, where it is there. */
function likeTheCourse(brought: Dataset): Dataset {
  const songs = (brought.songs ?? []).filter(({ name }) => name.includes('CharlieParker_Ornithology'))
  return songs.length === 0 ? brought : { ...brought, songs }
}
