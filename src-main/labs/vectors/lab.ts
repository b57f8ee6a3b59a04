import { defineAction, type Lab } from '../lab'
import { analogies } from './analogies'
import { analogy } from './analogy'
import { debias } from './debias-bench'
import { equaliseCheck } from './equalise-check'
import { importVectors } from './import'
import { map } from './map'
import { neighbours } from './neighbours'
import {
  analogiesParams,
  analogyParams,
  debiasParams,
  equaliseCheckParams,
  importParams,
  mapParams,
  neighboursParams,
  trainParams,
  weatParams
} from './params'
import { sample } from './sample'
import { scoreboard } from './scoreboard'
import { train } from './train'
import { weat } from './weat'

export const lab: Lab = {
  id: 'vectors',
  title: 'Word vectors',
  summary: 'Learn vectors of words from a text, look at what they know, and take prejudice out of them.',
  train: defineAction({ title: 'Learn vectors', params: trainParams, start: train }),
  run: defineAction({ title: 'Find neighbours', params: neighboursParams, start: neighbours }),
  actions: {
    analogy: defineAction({ title: 'Solve an analogy', params: analogyParams, start: analogy }),
    analogies: defineAction({
      title: 'Measure by analogies',
      params: analogiesParams,
      start: analogies,
      keepsRun: true // measurements are worth looking up later
    }),
    map: defineAction({ title: 'Draw a map', params: mapParams, start: map }),
    debias: defineAction({ title: 'Take out a bias', params: debiasParams, start: debias }),
    'equalise-check': defineAction({
      title: 'Check an equalised pair',
      params: equaliseCheckParams,
      start: equaliseCheck
    }),
    weat: defineAction({ title: 'Test for associations', params: weatParams, start: weat }),
    import: defineAction({ title: 'Read a file of vectors', params: importParams, start: importVectors })
  },
  scoreboard,
  sample
}
