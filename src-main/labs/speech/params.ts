import { z } from 'zod'
import { choice, clip, integer, number, optionalClip, text } from '../../contract/params'

/** By which recogniser speech is read, and how what it hears is weighed. The last five are for cadenza-ctc, `vocabulary` for all. */
const reading = {
  engine: choice({
    label: 'Recogniser',
    options: { 'cadenza-ctc': "Cadenza's own", whisper: 'Whisper', sherpa: 'Sherpa' },
    default: 'cadenza-ctc'
  }),
  model: text({
    label: 'Model',
    help: '`built-in`: the one that comes with Cadenza; else one of the library, or an installed one of Whisper or Sherpa',
    default: 'built-in'
  }),
  vocabulary: text({
    label: 'Vocabulary',
    help: 'Words to expect, one a line; `heard => written` replaces whole words. Expected only with a language model',
    default: '',
    maxLength: 200_000
  }),
  languageModel: choice({
    label: 'Language model',
    options: {
      none: 'None: as it sounds',
      words: 'Words that it was trained on',
      text: 'My own text',
      only: 'Only the words of my vocabulary'
    },
    help: 'Where only some words are ever said, such as digits or commands, no other is written; what else is said becomes one of them too',
    default: 'words'
  }),
  languageText: text({
    label: 'Text',
    help: 'What is said is expected to resemble it',
    default: '',
    maxLength: 2_000_000
  }),
  beam: integer({
    label: 'Beam',
    help: 'Readings kept side by side; 1 without a language model takes the best letter each time',
    min: 1,
    max: 200,
    default: 25
  }),
  languageWeight: number({
    label: 'Language weight',
    help: 'How much the language model counts beside the sound',
    min: 0,
    max: 5,
    step: 0.1,
    default: 0.4
  }),
  lengthBonus: number({
    label: 'Length bonus',
    help: 'For each letter, where a language model weighs other than a list of words; alone it prefers short readings',
    min: -5,
    max: 5,
    step: 0.1,
    default: 1
  })
}
const recording = clip({ label: 'Recording' })

export const runParams = z.object({
  ...reading,
  clip: optionalClip({ label: 'Recording', help: 'To whose sound the words belong' })
})
export const transcribeParams = z.object({ ...reading, clip: recording })
export const evaluateParams = z.object({
  dataset: text({ label: 'Data set', help: 'Recordings with transcripts', picks: 'dataset' }),
  ...reading
})
export const compareParams = z.object({
  ...reading,
  clip: recording,
  reference: text({ label: 'What is said', maxLength: 100_000 })
})
export const inspectParams = z.object({
  ...reading,
  clip: recording,
  start: number({ label: 'From', unit: 's', min: 0, max: 1_000_000, default: 0 }),
  end: number({ label: 'To', help: 'At most 30 s later', unit: 's', min: 0, max: 1_000_000, default: 10 })
})

export type ReadingParams = z.output<z.ZodObject<typeof reading>>
export type RunParams = z.output<typeof runParams>
export type TranscribeParams = z.output<typeof transcribeParams>
export type EvaluateParams = z.output<typeof evaluateParams>
export type CompareParams = z.output<typeof compareParams>
export type InspectParams = z.output<typeof inspectParams>
