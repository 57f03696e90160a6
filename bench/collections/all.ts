/** The collections that there are. A new one is a file beside this one, and a line here. */

import { defivulnlabs, defivulnlabsOthers } from './defivulnlabs.ts'
import { dvd } from './dvd.ts'
import { efcf } from './efcf.ts'
import { ethernaut } from './ethernaut.ts'
import { smartbugs } from './smartbugs.ts'
import type { Collection } from './types.ts'

export const COLLECTIONS: readonly Collection[] = [
  smartbugs,
  efcf,
  defivulnlabs,
  defivulnlabsOthers,
  dvd,
  ethernaut,
]
