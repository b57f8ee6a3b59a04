import type { Component } from 'svelte'
import BenchTab from './bench/BenchTab.svelte'
import DictateTab from './dictation/DictateTab.svelte'
import InsideTab from './inside/InsideTab.svelte'
import ModelsTab from './models/ModelsTab.svelte'
import TrainTab from './train/TrainTab.svelte'
import TranscribeTab from './transcribe/TranscribeTab.svelte'

/** A part of the speech page; `#/speech/<id>` shows it. */
export interface SpeechTab {
  id: string
  title: string
  component: Component
}

/** The first is shown where the address names none. */
export const tabs: SpeechTab[] = [
  { id: 'transcribe', title: 'Transcribe', component: TranscribeTab },
  { id: 'bench', title: 'Read aloud', component: BenchTab },
  { id: 'inside', title: 'Inside', component: InsideTab },
  { id: 'train', title: 'Train', component: TrainTab },
  { id: 'dictate', title: 'Dictate', component: DictateTab },
  { id: 'models', title: 'Models', component: ModelsTab }
]
