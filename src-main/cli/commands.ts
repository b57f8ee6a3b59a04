import { benchCommand } from './bench'
import type { Command } from './command'
import { demoCommand } from './demo'
import { scoreboardCommand } from './scoreboard'
import { evaluateCommand } from './trigger-evaluate'
import { listenCommand } from './trigger-listen'
import { trainCommand } from './trigger-train'

/** Every command, in the order in which help lists them. */
export const commands: readonly Command[] = [
  trainCommand,
  evaluateCommand,
  listenCommand,
  demoCommand,
  scoreboardCommand,
  benchCommand
]
