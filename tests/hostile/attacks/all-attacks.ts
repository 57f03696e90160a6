import type { Attack } from './attack.ts'
import { CODE_ATTACKS } from './code-attacks.ts'
import { DEPTH_ATTACKS } from './depth-attacks.ts'
import { FILLING_ATTACKS } from './filling-attacks.ts'
import { HOST_ATTACKS } from './host-attacks.ts'
import { MEMORY_ATTACKS } from './memory-attacks.ts'
import { RETURN_ATTACKS } from './return-attacks.ts'

/** Every attack that any process can stand. */
export const ATTACKS: readonly Attack[] = [
  ...CODE_ATTACKS,
  ...MEMORY_ATTACKS,
  ...DEPTH_ATTACKS,
  ...FILLING_ATTACKS,
  ...RETURN_ATTACKS,
  ...HOST_ATTACKS,
]
