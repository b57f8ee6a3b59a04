/** A word, number, mark or emoji of a text. */
export interface Token {
  /** As written: `text.slice(start, end)`. */
  text: string
  /** Offsets into the text, in UTF-16 units. */
  start: number
  end: number
}

/** A picture with what belongs to it: skin, presentation, tags; pictures that are joined are one. */
const PICTURE =
  '\\p{Extended_Pictographic}(?:\\uFE0F|\\p{Emoji_Modifier})?(?:\\u20E3|[\\u{E0020}-\\u{E007F}]+)?'
/** Letters and digits with their accents; the joiners of Persian and of Indian scripts are inside words. */
const LETTERS = '[\\p{L}\\p{N}][\\p{L}\\p{N}\\p{M}\\u200C\\u200D]*'

/** What a token may be; the first that fits wins. */
const KINDS = [
  '(?:https?://|www\\.)[^\\s<>"]*[\\p{L}\\p{N}/]', // an address ends before the full stop of its sentence
  '[\\p{L}\\p{N}._+-]{1,64}@[\\p{L}\\p{N}-]+(?:\\.[\\p{L}\\p{N}-]+)+',
  '[0-9#*]\\uFE0F?\\u20E3', // a key: digit and frame
  '\\p{Regional_Indicator}{2}', // a flag
  `${PICTURE}(?:\\u200D${PICTURE})*`,
  '\\p{Script=Han}\\p{M}*', // Chinese puts no space between words
  '(?:\\p{L}\\.){2,}', // U.S.
  '\\p{N}+(?:[.,:/]\\p{N}+)+', // 1,000.50 and 10:30
  `${LETTERS}(?:['’]${LETTERS})*`, // don't, l'homme
  '\\.{2,}',
  '[^\\s\\p{Cc}\\p{Cf}]\\p{M}*'
]
const TOKEN = new RegExp(KINDS.join('|'), 'gu')

/**
 * Parts a text, of any script and direction, into what readers call its words and marks. Contractions, numbers with their points, addresses
 * and emoji of several code points stay whole; hyphens part words; spaces and invisible marks of direction are no tokens.
 *
 *     I don't like well-done 🥩!  →  I · don't · like · well · - · done · 🥩 · !
 */
export function tokenise(text: string): Token[] {
  return Array.from(text.matchAll(TOKEN), ({ 0: token, index }) => ({
    text: token,
    start: index,
    end: index + token.length
  }))
}

/** A token as words are counted and looked up: composed accents (NFC), lower case, a straight apostrophe. */
export function normaliseWord(token: string): string {
  return token.normalize('NFC').toLowerCase().replaceAll('’', "'")
}
