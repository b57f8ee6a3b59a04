import type { Component } from 'svelte'
import TranscribeTab from './transcribe/TranscribeTab.svelte'

/** A part of the speech page; `#/speech/<id>` shows it. */
export interface SpeechTab {
  id: string
  title: string
  component: Component
}

/** The first is shown where the address names none. */
export const tabs: SpeechTab[] = [{ id: 'transcribe', title: 'Transcribe', component: TranscribeTab }]
