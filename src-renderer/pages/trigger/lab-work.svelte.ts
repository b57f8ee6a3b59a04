import { LabWork } from '../../state/lab-work.svelte'
import { LAB } from './trigger-desk.svelte'

export const training = new LabWork(LAB, 'train')
export const evaluating = new LabWork(LAB, 'evaluate')
export const previewing = new LabWork(LAB, 'preview')
