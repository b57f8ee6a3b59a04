import type { PageTab } from '../page-tab'
import BuildTab from './BuildTab.svelte'
import CompareTab from './CompareTab.svelte'
import CourseTab from './course/CourseTab.svelte'
import GradientsTab from './GradientsTab.svelte'
import StepTab from './StepTab.svelte'
import WatchTab from './WatchTab.svelte'

export const tabs: PageTab[] = [
  { id: 'build', title: 'Build', component: BuildTab },
  { id: 'watch', title: 'Watch', component: WatchTab },
  { id: 'step', title: 'Step by step', component: StepTab },
  { id: 'gradients', title: 'Gradients', component: GradientsTab },
  { id: 'compare', title: 'Compare', component: CompareTab },
  { id: 'course', title: 'Course', component: CourseTab }
]
