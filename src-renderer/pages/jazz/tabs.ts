import type { PageTab } from '../page-tab'
import MeasureTab from './measure/MeasureTab.svelte'
import PlayTab from './play/PlayTab.svelte'
import TrainTab from './train/TrainTab.svelte'

export const tabs: PageTab[] = [
  { id: 'tune', title: 'Play', component: PlayTab },
  { id: 'train', title: 'Train', component: TrainTab },
  { id: 'measure', title: 'Measure', component: MeasureTab }
]
