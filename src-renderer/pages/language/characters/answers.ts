/** What one network of the action `run` wrote. */
export interface Sample {
  network: string
  newShare: number | null
  wordShare: number | null
}

/** Empty where there is no answer yet. */
export const readSamples = (result: Record<string, unknown> | null): Sample[] =>
  (result?.['samples'] as Sample[] | undefined) ?? []

/** `76 % new`, `91 % real words`; empty where nothing was counted. */
export function shareInWords({ newShare, wordShare }: Sample): string {
  if (newShare !== null) return `${percent(newShare)} are new`
  return wordShare === null ? '' : `${percent(wordShare)} of the words are real`
}

const percent = (share: number) => `${Math.round(100 * share)} %`

/** Texts that come with Cadenza, with something to begin with. */
export const TEXTS = [
  { value: 'dinosaurs', label: 'Names of dinosaurs', prompt: '', example: 'Tyrannosaurus\nCadenzasaurus' },
  {
    value: 'shakespeare',
    label: 'Plays of Shakespeare',
    prompt: 'KING RICHARD:\n',
    example: 'To be, or not to be: that is the question.'
  }
] as const
