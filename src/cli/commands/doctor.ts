// `faultline doctor`: can Faultline work on this machine and in this project, and if not, what is to be done?

import { createColours, wantsColours } from '../colours.ts'
import { examine, isReady } from '../doctor/examine.ts'
import { gatherFacts } from '../doctor/gather-facts.ts'
import { renderJson, renderText } from '../doctor/render.ts'
import { EXIT, type ExitCode } from '../exit-codes.ts'
import type { Io } from '../io.ts'
import type { Manifest } from '../manifest.ts'

/** Prints the result and gives `clean`, or `notPrepared` if something is in the way. */
export async function doctor(
  options: { readonly isJson: boolean },
  manifest: Manifest,
  io: Io,
): Promise<ExitCode> {
  const facts = await gatherFacts(io.cwd, io.env, manifest.nodeRequired)
  const checks = examine(facts)
  io.out(
    options.isJson
      ? renderJson(manifest.version, checks, facts)
      : renderText(manifest.version, checks, createColours(wantsColours(io.isOutTerminal, io.env))),
  )
  return isReady(checks) ? EXIT.clean : EXIT.notPrepared
}
