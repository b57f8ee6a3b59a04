import { ordinal, spellNumber } from './numerals'

/**
 * Words as recognisers are compared on them and as language models are counted from: upper case A to Z and apostrophes.
 *
 * Accents are dropped (É → E, ß → SS); hyphens, dashes and slashes part words; all other punctuation goes, apostrophes at either end of a
 * word too: nobody can hear whether they are quotation marks; [in square brackets] stands what is no speech. Numbers are spelled as they are read: 25 → TWENTY FIVE, 1,000 → ONE THOUSAND,
 * 3.5 → THREE POINT FIVE, 4th → FOURTH, 007 and what has more than six digits digit by digit; & → AND, % → PERCENT. Letters of other
 * scripts are dropped: the rates are for English.
 */
export function normaliseWords(text: string): string[] {
  const plain = text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/\[[^\]]*\]/g, ' ')
    .replace(/[\u2018\u2019\u02bc\u0060]/g, "'")
    .toUpperCase()
    .replace(/&/g, ' AND ')
    .replace(/%/g, ' PERCENT ')
    .replace(/(?<=\d),(?=\d{3}(?!\d))/g, '')
    .replace(/(\d+)(?:ST|ND|RD|TH)\b/g, (_, digits: string) => ` ${ordinal(digits)} `)
    .replace(/(\d+)\.(\d+)/g, (_, whole: string, part: string) => ` ${whole} POINT ${[...part].join(' ')} `)
    .replace(/\d+/g, (digits) => ` ${spellNumber(digits)} `)
  return plain
    .split(/[\s\-\u2010-\u2015/_]+/)
    .map((word) => word.replace(/[^A-Z']/g, '').replace(/^'+|'+$/g, ''))
    .filter((word) => word !== '')
}
