// The simulator's lead and what the API is sent.
import { expect, it } from 'vitest'
import { fromExample, toBody } from './sim_lead'

const fields = [{ name: 'product', type: 'set' }]

it('makes of the form what the API wants', () => {
  expect(toBody({ email: 'a@b.test', employees: '1,000+', 'signals.demo': '2', product: 'pro, basic', state: ' ' }, fields)).toEqual({ email: 'a@b.test', employees: '1,000+', signals: { demo: 2 }, product: ['pro', 'basic'] })
})

it('takes a warning’s example over', () => {
  const lead = { employees: 5000, product: ['pro'], signals: { demo: 1 }, freemail: true }
  expect(fromExample(JSON.stringify(lead))).toEqual({ employees: '5000', product: 'pro', 'signals.demo': '1', freemail: 'true' })
  expect(fromExample('{')).toBeUndefined()
  expect(fromExample('5')).toBeUndefined()
})
