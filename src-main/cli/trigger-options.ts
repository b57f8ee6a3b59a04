import type { Options } from './options'
import type { GroupWish } from './sound-groups'

/** The three kinds of sound that training and evaluation are given. */
export const SOUNDS = {
  positives: {
    kind: 'paths',
    required: true,
    help: 'takes of the word: folders (read recursively) or files'
  },
  negatives: { kind: 'paths', required: true, help: 'other speech, in which the word does not occur' },
  backgrounds: { kind: 'paths', required: true, help: 'rooms and noises without speech' }
} as const satisfies Options

/** @param fewest takes below which the command refuses */
export function groupWishes(
  { positives, negatives, backgrounds }: Record<keyof typeof SOUNDS, string[]>,
  fewest: number
): GroupWish[] {
  return [
    { option: 'positives', paths: positives, atLeast: fewest },
    { option: 'negatives', paths: negatives, atLeast: 1 },
    { option: 'backgrounds', paths: backgrounds, atLeast: 1 }
  ]
}
