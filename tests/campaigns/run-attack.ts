// attack() of the library with the options that are its argument, as JSON; prints the part of the report that a seed repeats.

import { attack, type AttackOptions } from '../../src/run/library.ts'

const { findings, run, warnings } = await attack(JSON.parse(process.argv[2]!) as AttackOptions)
console.log(
  JSON.stringify({
    findings: findings.map(({ property, id, campaign, steps, reproduce }) => ({
      name: property.name,
      id,
      campaign,
      steps: steps.map((step) => step.function),
      words: steps.map(({ words }) => words),
      reproduce,
    })),
    executions: run.executions,
    warnings: warnings.map(({ message }) => message),
  }),
)
