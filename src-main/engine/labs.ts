import type { LabInfo } from '../contract/contract'
import { fieldsOf } from '../contract/params'
import type { Action, Lab } from '../labs/lab'
import { LibraryError } from '../library/library-error'
import { measurementAction, rowOfAction } from './measurement'

const found = import.meta.glob<{ lab: Lab }>('../labs/*/lab.ts', { eager: true })

/** Every lab of the app: a folder below labs/ with a lab.ts that exports `lab`. */
export const allLabs: Lab[] = Object.values(found).map(({ lab }) => lab)

/** All that a lab can do, by name. */
export function actionsOf({ train, run, actions }: Lab): Record<string, Action> {
  return { train, run, ...actions }
}

export function describeLab(lab: Lab): LabInfo {
  const actions = Object.entries(actionsOf(lab)).map(([id, { title, listens = false, params }]) => ({
    id,
    title,
    listens,
    fields: fieldsOf(params)
  }))
  return { id: lab.id, title: lab.title, summary: lab.summary, actions, opens: opensOf(lab) }
}

function opensOf({ innards }: Lab): LabInfo['opens'] {
  if (!innards) return null
  const bundled = Object.entries(innards.bundled).map(([folder, title]) => ({ folder, title }))
  return { takes: innards.takes, example: innards.example, bundled }
}

/** An action, or the measurement of a row of the scoreboard. Throws NOT_FOUND for a lab or an action that there is not. */
export function findAction(labs: readonly Lab[], { lab, action }: { lab: string; action: string }): Action {
  const known = findLab(labs, lab)
  const actions = actionsOf(known)
  const row = rowOfAction(action)
  const measurement = row === null ? undefined : known.scoreboard?.find((one) => one.row === row)
  if (measurement) return measurementAction(actions, measurement)
  const found = Object.hasOwn(actions, action) ? actions[action] : undefined
  if (!found) throw new LibraryError('NOT_FOUND', `the lab '${lab}' cannot '${action}'`)
  return found
}

export function findLab(labs: readonly Lab[], id: string): Lab {
  const lab = labs.find((one) => one.id === id)
  if (!lab) throw new LibraryError('NOT_FOUND', `there is no lab '${id}'`)
  return lab
}
