// An attacker's campaign without a search: calls that a test chooses, and what the detectors say after each.

import { ATTACKERS, type AttackerTarget, attackerTarget } from '../../src/attack/attacker/attacker-target.ts'
import { askProperty } from '../../src/attack/arena.ts'
import type { CallVerdict } from '../../src/attack/detectors/types.ts'
import { Engine } from '../../src/attack/engine.ts'
import type { Address } from '../../src/evm/types.ts'
import { encodeCall } from '../../src/project/abi/encode.ts'
import type { AbiValue } from '../../src/project/abi/types.ts'
import { createContractIndex } from '../../src/project/contract-index.ts'
import type { Project } from '../../src/project/types.ts'
import { setUpWorld } from '../../src/world/create-world.ts'
import type { Reaction } from '../../src/world/attacker/types.ts'
import type { World, WorldResult } from '../../src/world/types.ts'
import { TEST_BASE } from './small-campaign.ts'
import { testProject } from './test-project.ts'

export type Sent = {
  readonly from?: Address
  readonly value?: bigint
  readonly reactions?: readonly Reaction[]
}

export type AttackerStage = AttackerTarget & {
  readonly world: World
  readonly engine: Engine
  /** By label or name of its contract. */
  address(name: string): Address
  calldata(contract: string, name: string, values?: readonly AbiValue[]): Uint8Array
  /** Calls a function as the first attacker. */
  send(contract: string, name: string, values?: readonly AbiValue[], sent?: Sent): WorldResult
  /** Makes a call as `send`, and what the detectors of calls say of it, by their names. */
  judged(
    contract: string,
    name: string,
    values?: readonly AbiValue[],
    sent?: Sent,
  ): Readonly<Record<string, CallVerdict>>
  /** Names of the detectors that fire, with what they say. */
  verdicts(): Readonly<Record<string, string>>
}

/**
 * A test contract `StageTest` in test/, the protocol in src/Protocol.sol.
 * @param protocol Solidity without a head
 * @param setup body of the test contract; TEST_BASE is there
 * @param isTraced as in a run: what setUp() did is known
 * @param compilerVersion what the artifacts say: unchecked code is what compilers before 0.8 made of all
 */
export async function attackerStage(
  protocol: string,
  setup: string,
  mocks = '',
  seed = 1n,
  isTraced = false,
  compilerVersion?: string,
): Promise<AttackerStage> {
  const head = '// SPDX-License-Identifier: MIT\npragma solidity ^0.8.20;\n'
  const compiled = await testProject({
    'src/Protocol.sol': `${head}${protocol}`,
    'test/Mocks.sol': `${head}${mocks}`,
    'test/Stage.t.sol': `${TEST_BASE}import "../src/Protocol.sol";\nimport "./Mocks.sol";\ncontract StageTest is TestBase {${setup}}`,
  })
  const project = compilerVersion === undefined ? compiled : saidToBeCompiledBy(compiled, compilerVersion)
  const artifact = project.contracts.get('test/Stage.t.sol:StageTest')
  const setUp = setUpWorld({ project, artifact, env: {}, seed: 1n, traceSetup: isTraced })
  if (setUp.status !== 'ready')
    throw new Error(`The setup ended with '${setUp.status}': ${'reason' in setUp ? setUp.reason : ''}`)
  const { world } = setUp
  const found = attackerTarget(world)
  world.commit()
  const engine = new Engine({ world, target: found.target, seed })
  world.load(engine.root)
  const address = (name: string): Address => {
    const known = found.survey.contracts.find((each) => each.name === name)
    if (known === undefined)
      throw new Error(
        `No contract ${name}; there are ${found.survey.contracts.map((each) => each.name).join()}.`,
      )
    return known.address
  }
  const calldata = (contract: string, name: string, values: readonly AbiValue[] = []): Uint8Array => {
    const { artifact: of } = found.survey.contracts.find((each) => each.name === contract)!
    const abi = of.abi.functions.find((each) => each.name === name && each.inputs.length === values.length)
    if (abi === undefined) throw new Error(`${contract} has no function ${name}.`)
    return encodeCall(abi, values)
  }
  const send: AttackerStage['send'] = (
    contract,
    name,
    values = [],
    { from = ATTACKERS[0]!, value = 0n, reactions } = {},
  ) =>
    world.call({
      from,
      to: address(contract),
      data: calldata(contract, name, values),
      value,
      ...(reactions !== undefined && { reactions }),
    })
  return {
    ...found,
    world,
    engine,
    address,
    calldata,
    send,
    judged: (...call) => {
      const said: Record<string, CallVerdict> = {}
      const run = (): WorldResult => send(...call)
      const [contract, name, values, { from = ATTACKERS[0]!, value = 0n } = {}] = call
      const sent = { from, to: address(contract), value, data: calldata(contract, name, values) }
      for (const [name, detector] of found.target.attacker!.ofCalls) {
        const mark = world.mark()
        const isSuspect = detector.suspects(run, sent).length > 0
        world.rollback(mark)
        if (!isSuspect) continue
        const verdict = detector.judge(run, sent)
        world.rollback(mark)
        if (verdict !== undefined) said[name] = verdict
      }
      run()
      return said
    },
    verdicts: () => {
      const said: Record<string, string> = {}
      for (const property of found.target.properties) {
        if (property.isOfCall === true) continue
        if (!askProperty(world, world.sender, property).isBroken) continue
        said[property.name] = found.detectors.detectors[property.index]!.judge()?.words ?? '?'
      }
      return said
    },
  }
}

function saidToBeCompiledBy(project: Project, compilerVersion: string): Project {
  const entries = project.contracts.ids.map((id) => {
    const artifact = { ...project.contracts.get(id), compilerVersion }
    return { id, name: artifact.name, source: artifact.source, load: () => artifact }
  })
  return { ...project, contracts: createContractIndex(entries) }
}
