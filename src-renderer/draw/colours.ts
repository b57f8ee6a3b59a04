/** Colours of lines on a chart, told apart also without hue by their lightness; the accent comes first. */
export const SERIES = {
  light: ['#5b50d6', '#c2611a', '#0f7f6d', '#b0307a', '#3f6fb5', '#75651f'],
  dark: ['#a59bff', '#f0a35e', '#4fd1b5', '#f08cc0', '#86b7f5', '#d8c869']
} as const

/** What a picture needs besides its data: drawn on screen and in exported files alike. */
export interface Inks {
  paper: string
  ink: string
  muted: string
  grid: string
  series: readonly string[]
}

export const INKS: Record<'light' | 'dark', Inks> = {
  light: { paper: '#ffffff', ink: '#1b1c24', muted: '#5b5d69', grid: '#e6e6ec', series: SERIES.light },
  dark: { paper: '#15161b', ink: '#eeeef2', muted: '#a8aab6', grid: '#2b2c34', series: SERIES.dark }
}

/** The colour of line `i`, going round. */
export function seriesColour(inks: Inks, i: number): string {
  return inks.series[i % inks.series.length] ?? inks.ink
}
