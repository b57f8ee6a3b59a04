import { benchCommand } from './bench'
import type { Command } from './command'
import { demoCommand } from './demo'
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
  demoCommand,
  scoreboardCommand,
  benchCommand
]
