import type { Judgement } from '../../../../src-main/contract/library'

/** Of what a take of a word is judged by, this matters for a sentence too. */
const ADVICE: Partial<Record<Judgement['problems'][number]['code'], string>> = {
  clipping: 'overdriven: move back from the microphone',
  'too-quiet': 'quiet: come closer to the microphone',
  'too-noisy': 'noisy: find a quieter place'
}

/** What could be better about a spoken sentence, in a few words; empty where nothing could. */
export function adviceOn(problems: Judgement['problems']): string {
  return problems.flatMap(({ code }) => ADVICE[code] ?? []).join('; ')
}
