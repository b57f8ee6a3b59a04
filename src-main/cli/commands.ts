import { benchCommand } from './bench'
import type { Command } from './command'
import { demoCommand } from './demo'
import { jazzCheckCommand } from './jazz-check'
import { jazzEvaluateCommand } from './jazz-evaluate'
import { jazzImproviseCommand } from './jazz-improvise'
import { jazzTrainCommand } from './jazz-train'
import { languageCommands } from './language'
import { languageTasks } from './language-tasks'
import { scoreboardCommand } from './scoreboard'
import { speechEvaluateCommand } from './speech-evaluate'
import { speechTrainCommand } from './speech-train'
import { transcribeCommand } from './transcribe'
import { evaluateCommand } from './trigger-evaluate'
import { listenCommand } from './trigger-listen'
import { trainCommand } from './trigger-train'

/** Every command, in the order in which help lists them. */
export const commands: readonly Command[] = [
  transcribeCommand,
  speechTrainCommand,
  speechEvaluateCommand,
  trainCommand,
  evaluateCommand,
  listenCommand,
  jazzTrainCommand,
  jazzImproviseCommand,
  jazzEvaluateCommand,
  jazzCheckCommand,
  ...languageTasks,
  ...languageCommands,
  demoCommand,
  scoreboardCommand,
  benchCommand
]
