import type { RecogniserInfo } from '../../../../src-main/contract/speech'
import { formatBytes, formatNumber } from '../../../draw/wording'

type Engine = RecogniserInfo['engine']

/** What each engine is, for a person who has to choose. */
export const ENGINES: Record<Engine, { title: string; about: string }> = {
  'cadenza-ctc': {
    title: 'Cadenza',
    about:
      'Our own network: small, trained by this app, open to be looked into and trained further. Good at letters, digits, dates and commands; weak at free speech.'
  },
  sherpa: {
    title: 'Sherpa',
    about:
      'Networks for sherpa-onnx. Moonshine comes with Cadenza and reads everyday English; Zipformer and others come from a folder that you have.'
  },
  whisper: {
    title: 'Whisper',
    about: 'Large networks that know everyday speech in many languages. They read a recording piece by piece.'
  }
}

/** `about 4.2 % of words wrong`, or that nobody measured it. */
export function wordedError({ expected }: Pick<RecogniserInfo, 'expected'>): string {
  return expected ? `about ${formatNumber(100 * expected.wer)} % of words wrong` : 'error rate not measured'
}

/** Where a model stands, in a few words. */
export function wordedState({ state, bytes, received }: RecogniserInfo): string {
  switch (state) {
    case 'built-in':
      return 'comes with Cadenza'
    case 'installed':
      return 'on this computer'
    case 'available':
      return received > 0 ? `${formatBytes(received)} of it are here` : 'not downloaded'
    case 'downloading':
      return `${formatBytes(received)} of ${formatBytes(bytes)}`
    case 'refused':
      return 'cannot be used'
  }
}

/** Models by engine, engines in the order of ENGINES, those without a model left out. */
export function byEngine(list: readonly RecogniserInfo[]): [engine: Engine, models: RecogniserInfo[]][] {
  return (Object.keys(ENGINES) as Engine[])
    .map((engine): [Engine, RecogniserInfo[]] => [engine, list.filter((each) => each.engine === engine)])
    .filter(([, models]) => models.length > 0)
}
