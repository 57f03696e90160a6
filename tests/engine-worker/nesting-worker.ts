// Nests as many host accounts as the EVM allows and reports how deep it got.

import { parentPort, workerData } from 'node:worker_threads'
import { Machine } from '../../src/evm/machine.ts'
import { nestHosts } from './nest-hosts.ts'

parentPort?.postMessage({ ...nestHosts(new Machine()), echo: workerData as unknown })
