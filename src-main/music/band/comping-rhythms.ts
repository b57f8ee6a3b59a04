import type { Random } from '../../contract/random'
import type { Beats } from '../../contract/units'
import type { BandStyle } from '../../contract/band-style'
import type { PlannedBar } from './plan'

export interface Hit {
  onset: Beats
  duration: Beats
}

/** Onset and duration in beats of a figure. */
type Figure = readonly (readonly [Beats, Beats])[]

/** Four beats of swing: Charlestons, anticipations, pushes, holds, and room. */
const SWING_FOUR: readonly Figure[] = [
  [
    [0, 1.5],
    [1.5, 0.5]
  ],
  [
    [0, 1.5],
    [1.5, 2]
  ],
  [
    [0.5, 0.5],
    [2.5, 0.5]
  ],
  [
    [1, 0.5],
    [2.5, 1]
  ],
  [
    [1.5, 0.5],
    [3.5, 0.5]
  ],
  [
    [1.5, 1.5],
    [3, 0.5]
  ],
  [
    [0, 0.5],
    [2.5, 0.5],
    [3.5, 0.5]
  ],
  [[0.5, 2.5]],
  [[0, 3]],
  [[1.5, 2]],
  [[3.5, 1.5]],
  [
    [2, 0.5],
    [3.5, 1]
  ]
]
const FIGURES: Readonly<Record<BandStyle, Readonly<Record<1 | 2 | 3, readonly Figure[]>>>> = {
  swing: {
    1: [[[0, 1]], [[0.5, 0.5]]],
    2: [
      [[0, 1.5]],
      [[0.5, 0.5]],
      [[1.5, 1]],
      [
        [0, 0.5],
        [1.5, 0.5]
      ],
      [[1, 0.5]],
      []
    ],
    3: [
      [[0, 2.5]],
      [
        [0, 1.5],
        [1.5, 0.5]
      ],
      [[1.5, 1]],
      [
        [1, 0.5],
        [2.5, 0.5]
      ],
      [
        [0, 1],
        [2, 0.5]
      ]
    ]
  },
  waltz: {
    1: [[[0, 1]]],
    2: [[[0, 1.5]], [[1, 0.5]]],
    3: [
      [[0, 2.5]],
      [
        [1, 0.5],
        [2, 0.5]
      ],
      [
        [0, 1.5],
        [1.5, 1]
      ],
      [[1.5, 1.5]],
      [
        [1, 1],
        [2.5, 0.5]
      ],
      [
        [0, 0.5],
        [1.5, 0.5]
      ]
    ]
  },
  bossa: {
    1: [[[0, 1]]],
    2: [
      [
        [0, 0.5],
        [1.5, 0.5]
      ],
      [
        [0, 1],
        [1, 0.5]
      ],
      [
        [0.5, 1],
        [1.5, 0.5]
      ],
      [[1, 1]]
    ],
    3: [
      [
        [0, 1],
        [1.5, 0.5],
        [2, 0.5]
      ],
      [
        [0, 1],
        [1.5, 1]
      ],
      [
        [0.5, 1],
        [2, 0.5]
      ]
    ]
  },
  straight: {
    1: [[[0, 1]]],
    2: [
      [[0, 2]],
      [
        [0, 1.5],
        [1.5, 0.5]
      ],
      [[0.5, 1.5]],
      [[1, 1]],
      [[0, 0.5]],
      []
    ],
    3: [
      [[0, 3]],
      [
        [0, 1.5],
        [1.5, 1.5]
      ],
      [
        [0, 2],
        [2, 1]
      ],
      [[1, 2]],
      [[1.5, 1.5]]
    ]
  }
}
/** Beats that are eighths: nothing between them. */
const SHORT: Readonly<Record<1 | 2 | 3, readonly Figure[]>> = {
  1: [[[0, 1]], []],
  2: [[[0, 2]], [[0, 1]], [[1, 1]], []],
  3: [
    [[0, 3]],
    [[0, 1]],
    [
      [0, 2],
      [2, 1]
    ],
    [[2, 1]],
    [
      [1, 1],
      [2, 1]
    ]
  ]
}
/** Two bars of bossa nova: the guitar's clave. */
const BOSSA_FOUR: readonly [Figure, Figure] = [
  [
    [0, 1],
    [1.5, 1],
    [3, 1]
  ],
  [
    [0.5, 1],
    [2, 1],
    [3.5, 0.5]
  ]
]

/** Where the piano plays in a bar, in beats of the tune. @param index of the bar */
export function hitsOf(bar: PlannedBar, index: number, random: Random): Hit[] {
  const { onset, metre, style, groups, isShortBeat } = bar
  const place = (figure: Figure, from: Beats) =>
    figure.map(([beat, duration]) => ({ onset: from + beat, duration }))
  if (metre.beats === 4 && !isShortBeat) {
    if (style === 'bossa' && random.next() < 0.7) return place(BOSSA_FOUR[index % 2 === 0 ? 0 : 1], onset)
    if (style === 'swing') return place(random.pick(SWING_FOUR), onset)
  }
  return groups.flatMap(({ onset: from, beats }) => {
    const size = beats as 1 | 2 | 3
    return place(random.pick(isShortBeat ? SHORT[size] : FIGURES[style][size]), from)
  })
}
