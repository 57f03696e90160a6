import { expect, test } from 'vitest'
import { budgetOf } from './budget.ts'

test('what is asked for replaces the whole of what is configured', () => {
  expect(budgetOf({ timeout: 5 }, { executions: 100 }, 1)).toEqual({
    secondsMax: 5,
    executionsMax: undefined,
  })
  expect(budgetOf({ executions: 7 }, { timeout: 9 }, 1)).toEqual({ secondsMax: undefined, executionsMax: 7 })
  expect(budgetOf({}, { executions: 100 }, 1)).toEqual({ secondsMax: undefined, executionsMax: 100 })
})

test('without any limit the time grows with the number of campaigns', () => {
  expect(budgetOf({}, {}, 1)).toEqual({ secondsMax: 60, executionsMax: undefined })
  expect(budgetOf({}, {}, 30)).toEqual({ secondsMax: 300, executionsMax: undefined })
})
