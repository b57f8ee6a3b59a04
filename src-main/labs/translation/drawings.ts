import type { AttentionFigure, StripFigure, TableFigure, TreeFigure } from '../../contract/figures'
import { beamFigure } from '../../text/beam-search'
import { clippedNgrams, longestMatches, ORDERS, tokenise13a } from '../../text/bleu'
import { endOf } from './batches'
import type { AttentionMap } from './network'
import type { Judged } from './judge'
import { pieceText } from './sentences'
import type { Translated } from './translate'
import type { Translator } from './translator'

const START = '⟨start⟩'
const END = '⟨end⟩'

/** What was looked at when each piece of the best translation was written, its end among them. */
export function drawAttention({ source, search }: Translated, { subwords }: Translator): AttentionFigure {
  const { tokens, states, hasEnded } = search.hypotheses[0]!
  const textOf = (piece: number) => pieceText(piece, subwords)
  return {
    id: 'attention',
    title: 'What it looked at when it wrote each piece',
    kind: 'attention',
    rows: [...tokens.map(textOf), ...(hasEnded ? [END] : [])],
    columns: source.map(textOf),
    maps: [{ name: 'attention', data: Float32Array.from(states.flatMap(({ attention }) => [...attention])) }]
  }
}

/** All hypotheses of the search. */
export function drawBeam({ search }: Translated, { subwords }: Translator): TreeFigure {
  const end = endOf(subwords.size)
  return beamFigure(search.nodes, {
    id: 'beam',
    title: 'Hypotheses of the beam',
    textOf: (token) => (token === end ? END : pieceText(token, subwords))
  })
}

const GROUPS: Record<AttentionMap['group'], string> = {
  source: 'What each piece of the sentence looks at in the sentence',
  target: 'What each piece of the translation looks at in what was written before',
  across: 'What each piece of the translation looks at in the sentence'
}

/** All heads of all layers, a figure for each kind of attention that the network has. */
export function drawMaps(
  maps: readonly AttentionMap[],
  {
    source,
    target,
    translator
  }: { source: readonly number[]; target: readonly number[]; translator: Translator }
): AttentionFigure[] {
  const textOf = (piece: number) => pieceText(piece, translator.subwords)
  const [read, written] = [source.map(textOf), target.map(textOf)]
  const sides: Record<AttentionMap['group'], [rows: string[], columns: string[]]> = {
    source: [read, read],
    target: [
      [START, ...written],
      [START, ...written]
    ],
    across: [[...written, END], read]
  }
  return (['source', 'target', 'across'] as const).flatMap((group) => {
    const own = maps.filter((map) => map.group === group)
    const [rows, columns] = sides[group]
    return own.length === 0
      ? []
      : [
          {
            id: `maps-${group}`,
            title: GROUPS[group],
            kind: 'attention' as const,
            rows,
            columns,
            maps: own.map(({ name, data }) => ({ name, data }))
          }
        ]
  })
}

/** A translation coloured by the n-grams that count for BLEU. */
export function drawMatches(hypothesis: string, references: readonly string[]): StripFigure {
  const tokens = tokenise13a(hypothesis)
  return {
    id: 'matches',
    title: 'Tokens by the longest n-gram around them that a reference has',
    kind: 'strip',
    tokens: tokens.map((token, i) => (i === 0 ? token : ` ${token}`)),
    values: Float32Array.from(longestMatches(tokens, references.map(tokenise13a))),
    value: { label: 'longest n-gram that counts', unit: 'tokens' },
    range: [0, ORDERS],
    spans: []
  }
}

/** All n-grams of a translation with how often they stand there and how often they count. */
export function drawNgrams(hypothesis: string, references: readonly string[]): TableFigure {
  const tokens = tokenise13a(hypothesis)
  const others = references.map(tokenise13a)
  const ngrams = Array.from({ length: ORDERS }, (_, n) => clippedNgrams(tokens, others, n + 1)).flat()
  return {
    id: 'n-grams',
    title: 'n-grams and how often they count',
    kind: 'table',
    columns: ['n-gram', 'tokens', 'in the translation', 'counted'],
    rows: ngrams.map(({ text, order, places, clipped }) => [text, order, places.length, clipped])
  }
}

/** Who is to blame for translations that no reference has. */
export function drawBlame(judged: readonly Judged[]): TableFigure {
  return {
    id: 'blame',
    title: 'Beam or model: P(y*) of the reference against P(ŷ) of the translation',
    kind: 'table',
    columns: [
      'Sentence',
      'At fault', // before what may be too wide to be seen at once
      'ln P(y*)',
      'ln P(ŷ)',
      'Reference y*',
      'Translation ŷ',
      'ranked: y*',
      'ranked: ŷ'
    ],
    rows: judged.map(({ source, reference, translation, fault }) => [
      ...[source, fault ?? '– (right)', reference.logProbability, translation.logProbability],
      ...[reference.text, translation.text, reference.score, translation.score]
    ])
  }
}
