import type { Component } from 'svelte'
import { formatDuration } from '../../draw/wording'
import { training } from './lab-work.svelte'
import ListenStep from './ListenStep.svelte'
import { listening } from './listening.svelte'
import SoundsStep from './SoundsStep.svelte'
import TakesStep from './TakesStep.svelte'
import TestStep from './TestStep.svelte'
import TrainStep from './TrainStep.svelte'
import { WANTED_TAKES, type TriggerDesk } from './trigger-desk.svelte'

/** A stage on the way to a detector. Any can be visited at any time; the order is advice. */
export interface Step {
  id: string
  title: string
  component: Component
  /** Where it stands, in a few words. */
  state(desk: TriggerDesk): string
  isDone(desk: TriggerDesk): boolean
}

const count = (n: number, noun: string) => `${n} ${noun}${n === 1 ? '' : 's'}`

export const steps: Step[] = [
  {
    id: 'takes',
    title: 'Takes',
    component: TakesStep,
    state: ({ usableTakes }) => `${usableTakes} of ${WANTED_TAKES}`,
    isDone: ({ takesWanted }) => takesWanted === 0
  },
  {
    id: 'sounds',
    title: 'Other sounds',
    component: SoundsStep,
    state: (desk) => {
      const seconds = desk.secondsOf('negatives') + desk.secondsOf('backgrounds') + desk.secondsOf('room')
      return seconds === 0 ? 'optional' : formatDuration(Math.round(seconds))
    },
    isDone: (desk) => desk.secondsOf('room') > 0
  },
  {
    id: 'train',
    title: 'Train',
    component: TrainStep,
    state: ({ modelsOfWord }) => {
      if (training.isRunning) return `${Math.round(100 * (training.state?.progress.fraction ?? 0))} %`
      return modelsOfWord.length === 0 ? '' : count(modelsOfWord.length, 'model')
    },
    isDone: ({ modelsOfWord }) => modelsOfWord.length > 0
  },
  {
    id: 'test',
    title: 'Test',
    component: TestStep,
    state: () => '',
    isDone: () => false
  },
  {
    id: 'listen',
    title: 'Listen',
    component: ListenStep,
    state: (desk) =>
      listening.isOn ? 'listening' : desk.of('inbox').length > 0 ? `${desk.of('inbox').length} to judge` : '',
    isDone: () => listening.isOn
  }
]
