import type { Component } from 'svelte'
import MeasureTab from './measure/MeasureTab.svelte'
import PlayTab from './play/PlayTab.svelte'
import TrainTab from './train/TrainTab.svelte'

/** A part of the jazz page; `#/jazz/<id>` shows it. */
export interface JazzTab {
  id: string
  title: string
  component: Component
}

/** The first is shown where the address names none. */
export const tabs: JazzTab[] = [
  { id: 'tune', title: 'Play', component: PlayTab },
  { id: 'train', title: 'Train', component: TrainTab },
  { id: 'measure', title: 'Measure', component: MeasureTab }
]
