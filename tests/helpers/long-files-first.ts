import { BaseSequencer, type TestSpecification } from 'vitest/node'

// Without durations of an earlier run Vitest begins with the largest files. These are small and take 20 s and more of a processor: one
// that begins last leaves the other processors without work.
const LONG_FILES: readonly string[] = [
  'tests/differential/random.test.ts',
  'tests/attack/attack-runs.test.ts',
  'tests/attacker/engine-laws.test.ts',
  'tests/hostile/hostile.test.ts',
  'src/evm/sections.test.ts',
]

/** Vitest's order, but that within a project files that are known to take long come first. */
export class LongFilesFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const projects = [...new Set(sorted.map(({ project }) => project))]
    return projects.flatMap((project) => {
      const own = sorted.filter((file) => file.project === project)
      return [...own.filter(isLong), ...own.filter((file) => !isLong(file))]
    })
  }
}

function isLong({ moduleId }: TestSpecification): boolean {
  return LONG_FILES.some((name) => moduleId.replaceAll('\\', '/').endsWith(`/${name}`))
}
