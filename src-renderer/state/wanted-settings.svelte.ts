import { SvelteMap } from 'svelte/reactivity'

const wanted = new SvelteMap<string, Record<string, unknown>>()

const keyOf = (lab: string, action: string) => `${lab}/${action}`

/** Has whoever works on an action of a lab next begin with these settings: how a page opens another with the right ones. */
export function wantSettings(lab: string, action: string, settings: Record<string, unknown>): void {
  wanted.set(keyOf(lab, action), settings)
}

/** The settings that were wanted for an action; none where a person has changed something since. */
export function wantedSettings(lab: string, action: string): Record<string, unknown> {
  return wanted.get(keyOf(lab, action)) ?? {}
}

export function forgetWanted(lab: string, action: string): void {
  wanted.delete(keyOf(lab, action))
}
