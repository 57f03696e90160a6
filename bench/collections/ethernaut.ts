/** Ethernaut: levels whose factories deploy an instance for a player. The setup is the factory's, called by a test contract of ours. */

import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'

import type { ReportFinding } from '../../src/report/schema.ts'
import { contractsIn } from './contracts-in.ts'
import { isAbout } from './steps-touch.ts'
import { type Collection, type CollectionCase, CollectionError, type Verdict } from './types.ts'

const LEVELS = path.join('src', 'levels')
const SETUPS = path.join('test', 'faultline')
const FACTORY = /^(\w+)Factory\.sol$/
/** What a factory wants to be paid: the least amount of ether that it names, if it looks at what it is paid. */
const PRICE = /([\d.]+) ether/g

export const ethernaut: Collection = {
  name: 'ethernaut',
  title: 'Ethernaut',
  rule:
    'The setup of a level is `factory.createInstance(player)`, called by a test contract that is the same for each level and is written into test/faultline/ of the folder. It also states ' +
    'the level’s own check as an invariant: `factory.validateInstance(instance, player)` does not return true. Nothing else is told; the factory itself is not called. *Own check*: the ' +
    'invariant is broken by proven calls. *Somebody loses*: a detector, which knows no check, proves something about the level: a step calls a contract of the level, or it gives way ' +
    'inside of one. The search ends with the own check, so what detectors would have said later is not counted.',
  measures: { right: 'own check', other: 'somebody loses', any: 'either' },
  cases: readCases,
}

async function readCases(folder: string): Promise<readonly CollectionCase[]> {
  await mkdir(path.join(folder, SETUPS), { recursive: true })
  const names = (await listed(path.join(folder, LEVELS))).flatMap((file) => FACTORY.exec(file)?.[1] ?? [])
  return await Promise.all(names.map(async (name) => await caseOf(folder, name)))
}

async function caseOf(folder: string, name: string): Promise<CollectionCase> {
  const factory = await readFile(path.join(folder, LEVELS, `${name}Factory.sol`), 'utf8')
  const source = await readFile(path.join(folder, LEVELS, `${name}.sol`), 'utf8')
  await writeFile(path.join(folder, SETUPS, `${name}.t.sol`), setupOf(name, priceOf(factory)))
  const about = { files: [path.posix.join('src/levels', `${name}.sol`)], names: contractsIn(source) }
  return {
    name,
    group: 'levels',
    label: `src/levels/${name}.sol`,
    folder,
    args: ['--attacker', '--match-contract', `^${name}LevelSetup$`],
    judge: (finding: ReportFinding): Verdict =>
      finding.property.kind === 'invariant'
        ? finding.steps.length > 0
          ? 'right'
          : 'none'
        : isAbout(finding, about)
          ? 'other'
          : 'none',
  }
}

function priceOf(factory: string): string {
  if (!/msg\.value/.test(factory)) return '0'
  return (
    [...factory.matchAll(PRICE)]
      .map(([, amount]) => amount!)
      .toSorted((left, right) => Number(left) - Number(right))[0] ?? '0'
  )
}

function setupOf(name: string, ether: string): string {
  return `// SPDX-License-Identifier: MIT
pragma solidity ^0.8.0;

import {Test} from "forge-std/Test.sol";

interface Level {
    function createInstance(address player) external payable returns (address);
    function validateInstance(address payable instance, address player) external returns (bool);
}

contract ${name}LevelSetup is Test {
    address player = makeAddr("player");
    Level factory;
    address instance;

    function setUp() public {
        factory = Level(deployCode("${name}Factory.sol:${name}Factory"));
        instance = factory.createInstance{value: ${ether} ether}(player);
        vm.deal(player, 100 ether);
        excludeContract(address(factory));
    }

    /// A check that gives up says no.
    function invariant_unsolved() public {
        try factory.validateInstance(payable(instance), player) returns (bool isSolved) {
            require(!isSolved, "solved");
        } catch {}
    }
}
`
}

async function listed(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).toSorted()
  } catch {
    throw new CollectionError(`${folder} cannot be read: is this the contracts folder of ethernaut?`)
  }
}
