import type { PageTab } from '../page-tab'
import BenchTab from './bench/BenchTab.svelte'
import DictateTab from './dictation/DictateTab.svelte'
import InsideTab from './inside/InsideTab.svelte'
import ModelsTab from './models/ModelsTab.svelte'
import TrainTab from './train/TrainTab.svelte'
import TranscribeTab from './transcribe/TranscribeTab.svelte'

export const tabs: PageTab[] = [
  { id: 'transcribe', title: 'Transcribe', component: TranscribeTab },
  { id: 'bench', title: 'Read aloud', component: BenchTab },
  { id: 'inside', title: 'Inside', component: InsideTab },
  { id: 'train', title: 'Train', component: TrainTab },
  { id: 'dictate', title: 'Dictate', component: DictateTab },
  { id: 'models', title: 'Models', component: ModelsTab }
]
