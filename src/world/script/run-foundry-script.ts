// A Foundry script as a setup, as `forge script` runs it: deployed by an account of no account, setUp(), run(). What it
// broadcasts is done by the accounts that would sign it; nothing is sent anywhere.

import type { Address } from '../../evm/types.ts'
import { encodeCall } from '../../project/abi/encode.ts'
import { LIBRARY_DEPLOYER } from '../addresses.ts'
import { linkLibraries } from '../link-libraries.ts'
import { SetupError } from './script-error.ts'
import type { ScriptSession } from './session.ts'

/**
 * Runs the script contract.
 * @returns its address: it is no part of what it deployed
 * @throws ContractCallError if it fails; SetupError if there is no such script
 */
export function runFoundryScript(session: ScriptSession, name: string): Address {
  const { world } = session
  const artifact = session.artifactNamed(name)
  const run = artifact.abi.functions.find(({ signature }) => signature === 'run()')
  if (run === undefined || (artifact.abi.constructor?.inputs.length ?? 0) > 0)
    throw new SetupError(
      run === undefined
        ? `${artifact.id} has no function run() without arguments.`
        : `The constructor of ${artifact.id} takes arguments.`,
      { hint: 'Name a script as "script/Deploy.s.sol:Deploy"; write one whose run() takes none.' },
    )
  const linked = linkLibraries(world, artifact)
  if ('failed' in linked) throw new SetupError(`Deploying library ${linked.failed.name} failed.`)
  const { initcode } = linked
  const created = session.run(`The constructor of ${artifact.name}`, () =>
    world.create({ from: LIBRARY_DEPLOYER, initcode }),
  )
  const address = created.created!.toLowerCase() as Address
  world.setBalance(address, world.project.config.test.initialBalance)
  const setUp = artifact.abi.functions.find(({ signature }) => signature === 'setUp()')
  for (const fn of setUp === undefined ? [run] : [setUp, run])
    session.run(`${artifact.name}.${fn.signature}`, () =>
      world.call({ from: world.sender, to: address, data: encodeCall(fn, []) }),
    )
  // It is no part of what it deployed: to the chain, a script is a program outside.
  world.setCode(address, new Uint8Array(0))
  return address
}
