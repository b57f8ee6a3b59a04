import { LabWork } from '../../../state/lab-work.svelte'
import { LAB } from '../play/improvisation'

export const measuring = new LabWork(LAB, 'evaluate')
