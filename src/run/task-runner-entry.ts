import { workerEntry } from '../world/worker-entry.ts'

/** The module of the workers' task runner, for who does not load it. */
export const TASK_RUNNER: URL = workerEntry('task-runner', import.meta.url)
