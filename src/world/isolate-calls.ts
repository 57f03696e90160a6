// `isolate`: calls and creations of a test are transactions of their own.

import { VM_ADDRESS } from './addresses.ts'
import type { World } from './types.ts'

/** Switches it on or off from now on. Cheatcodes are no calls. No part of the state. */
export function isolateCalls({ machine }: Pick<World, 'machine'>, isOn: boolean): void {
  machine.isolate(isOn ? VM_ADDRESS : undefined)
}
