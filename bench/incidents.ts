// Does the attacker find the failures of incidents/ again, and nothing in their repaired versions?
//
//   npm run -s bench:incidents -- [options]
//
//   --limit <seconds>   of search, for an incident and again for its repaired version (default 150)
//   --only <name,...>   these incidents
//   --seed <n>          default 1
//   --workers <n>       default: one per core
//   --no-twins          leave the repaired ones out
//   --no-proofs         make no proofs of what is found; --quick makes none either, but with --proofs
//   --quick             the incidents that npm test searches too, 8,000 calls each, in process
//   --json              one document on stdout: { ..., rows, summary }
//   --assert            exit code 5 unless all are found with the right line
//   --no-append         do not add a line to bench/results/incidents.ndjson
//   --write-docs        write the table into docs/benchmarks.md
//
// Exit code: 0; 1 a repaired version raised an alarm; 2 wrong usage; 3 an incident could not be searched; 5 see --assert.

import { incidentNames, readIncident } from '../tests/incidents/incident.ts'
import { progressOf, runCommand } from './command/run-command.ts'
import { benchScenarios } from './exploits/bench-scenarios.ts'
import { formatIncidents, incidentsMarkdown } from './exploits/incidents-table.ts'

const NAME = 'incidents'

await runCommand(
  async () =>
    await benchScenarios({
      name: NAME,
      what: 'incident',
      limitSeconds: 150,
      quickLimit: { executions: 8_000 },
      names: await incidentNames(),
      read: readIncident,
      row: ({ date, lossUsd }, row) => ({ ...row, date, lossUsd }),
      format: formatIncidents,
      markdown: incidentsMarkdown,
    }),
  progressOf(NAME),
)
