import { z } from 'zod'
import { choice, integer, number, seedParam, text, timeLimit, toggle } from '../../contract/params'
import { HIGHEST, LOWEST } from './data'

const seed = seedParam()

export const trainParams = z.object({
  dataset: text({ label: 'Data set', help: 'Songs: MIDI files or lead sheets', picks: 'dataset' }),
  name: text({ label: 'Name', help: 'Of the soloist', default: 'my soloist', maxLength: 80 }),
  model: choice({
    label: 'Network',
    help: "The soloist improvises over chords; the course's network plays on in the manner of one tune",
    options: { soloist: 'Soloist', course: 'Of the course' },
    default: 'soloist'
  }),
  from: text({
    label: 'Start from',
    help: '`built-in`: the soloist that comes with Cadenza; `nothing`: weights drawn by the seed; else a soloist of the library',
    default: 'built-in'
  }),
  seed,
  epochs: integer({
    label: 'Passes over the data',
    help: '0: 100 for the network of the course, 40 from nothing, 10 from a soloist',
    min: 0,
    max: 10_000,
    default: 0
  }),
  minutes: timeLimit(),
  learningRate: number({
    label: 'Learning rate',
    help: '0: 0.002 from nothing, 0.0005 from a soloist, 0.01 for the network of the course',
    min: 0,
    max: 0.1,
    step: 0.0001,
    default: 0
  }),
  dropout: number({
    label: 'Dropout',
    help: 'Share of the values between layers that each step hides; only for a soloist',
    min: 0,
    max: 0.9,
    step: 0.05,
    default: 0.3
  }),
  hold: number({
    label: 'Watched',
    help: 'Share of the tunes that is never trained on, to see when to stop; one tune in eight is kept besides to measure by, where there are 16',
    min: 0,
    max: 0.5,
    step: 0.05,
    default: 0.1
  }),
  layers: integer({ label: 'Layers', help: 'Only from nothing', min: 1, max: 4, default: 2 }),
  units: integer({
    label: 'Units',
    help: 'Of a layer; only from nothing; 0: 192, or the 64 of the course',
    min: 0,
    max: 512,
    default: 0
  }),
  tune: text({
    label: 'Tune',
    help: 'Name of the song that the network of the course learns; empty: the first',
    default: ''
  }),
  vocabulary: integer({
    label: 'Largest vocabulary',
    help: 'Different values (pitch and duration) that the tune of the network of the course may have',
    min: 2,
    max: 1_000,
    default: 200
  })
})
export type TrainParams = z.output<typeof trainParams>

const model = text({
  label: 'Soloist',
  help: '`built-in`: the one that comes with Cadenza; else one of the library',
  default: 'built-in',
  picks: 'model'
})
const mostCopied = integer({
  label: 'Longest copy',
  help: 'It leaves a tune that it has learnt after so many notes, in any key; 0: nothing keeps it from going on',
  min: 0,
  max: 100,
  default: 16
})
const motifs = number({
  label: 'Motifs',
  help: 'How much it comes back to its own last phrases, in other keys and places; 0: not at all, 1: as players do',
  min: 0,
  max: 10,
  step: 0.5,
  default: 1
})
/** A given note is about 90 characters. */
const MOST_GIVEN = 2_000_000

export const improviseParams = z.object({
  model,
  chart: text({
    label: 'Chords',
    help: 'One chorus as lead-sheet text, such as `Dm7 G7 | Cmaj7 | Cmaj7`',
    default: 'Dm7 | G7 | Cmaj7 | Cmaj7',
    maxLength: 20_000
  }),
  tempo: number({ label: 'Tempo', unit: 'beats/min', min: 20, max: 500, step: 1, default: 160 }),
  swing: number({
    label: 'Swing',
    help: 'Share of a beat that the first of two eighths takes: 0.5 straight, 0.67 triplets',
    min: 0.5,
    max: 0.8,
    step: 0.01,
    default: 0.62
  }),
  choruses: integer({ label: 'Choruses', min: 1, max: 100, default: 1 }),
  seed,
  temperature: number({
    label: 'Temperature',
    help: '1: as it has learnt; lower is safer; 0 takes the likeliest',
    min: 0,
    max: 2,
    step: 0.05,
    default: 1
  }),
  topP: number({
    label: 'Top-p',
    help: 'Draws only from the likeliest whose probabilities add up to this',
    min: 0.05,
    max: 1,
    step: 0.01,
    default: 1
  }),
  density: number({
    label: 'Density',
    help: '−1: long notes and rests, 0: as it has learnt, 1: as many notes as it can',
    min: -1,
    max: 1,
    step: 0.1,
    default: 0
  }),
  low: integer({
    label: 'Lowest note',
    help: 'MIDI number; 60 is middle C',
    min: LOWEST,
    max: HIGHEST,
    default: 46
  }),
  high: integer({ label: 'Highest note', help: 'MIDI number', min: LOWEST, max: HIGHEST, default: 82 }),
  chordTones: toggle({
    label: 'Chord tones on strong beats',
    help: 'What begins on a strong beat is a tone of the chord',
    default: false
  }),
  motifs,
  mostCopied,
  from: integer({
    label: 'From bar',
    help: 'Counted from 1 over all choruses',
    min: 1,
    max: 100_000,
    default: 1
  }),
  to: integer({
    label: 'To bar',
    help: 'The last that is filled; 0: to the end',
    min: 0,
    max: 100_000,
    default: 0
  }),
  given: text({
    label: 'Given notes',
    help: 'JSON of notes that are there already: those before are played on from, those after stay',
    default: '[]',
    maxLength: MOST_GIVEN
  })
})
export type ImproviseParams = z.output<typeof improviseParams>

export const evaluateParams = z.object({
  dataset: text({
    label: 'Data set',
    help: 'Songs; tunes that the soloist was trained on are left out',
    picks: 'dataset'
  }),
  model,
  seed,
  temperature: number({
    label: 'Temperature',
    help: 'Of what it plays',
    min: 0,
    max: 2,
    step: 0.05,
    default: 1
  }),
  topP: number({ label: 'Top-p', help: 'Of what it plays', min: 0.05, max: 1, step: 0.01, default: 1 }),
  motifs,
  mostCopied,
  solos: integer({
    label: 'Solos played',
    help: 'It plays over the chords of so many of the solos, as many bars as their players did',
    min: 0,
    max: 1_000,
    default: 20
  })
})
export type EvaluateParams = z.output<typeof evaluateParams>
