// Accounts out of CSV, and merged with those that are there.
import { expect, it } from 'vitest'
import { mergeAccounts, readAccounts } from './read_accounts'

const people = new Set(['ann'])

it('reads columns, own ones as what they are', () => {
  const { accounts, errors } = readAccounts('id,name,domains,owner,seats,vip\nx,"X, Inc","x.test y.test",ann,120,true\ny,Ÿ 🎺,,,5,false\n', people)
  expect(errors).toEqual([])
  expect(accounts).toEqual([
    { id: 'x', name: 'X, Inc', domains: ['x.test', 'y.test'], owner: 'ann', seats: 120, vip: true },
    { id: 'y', name: 'Ÿ 🎺', seats: 5, vip: false },
  ])
})

it('reads semicolons, and names every row that is wrong', () => {
  const { accounts, errors } = readAccounts('id;name;owner\nx;X;ann\n;None;\nx;Again;\nz;Z;bob\n', people)
  expect(accounts.map((one) => one.id)).toEqual(['x'])
  expect(errors.map((one) => one.row)).toEqual([2, 3, 4])
  expect(readAccounts('name\nX\n', people).errors[0]?.what).toMatch(/no column/)
})

it('merges by id', () => {
  const now = [{ id: 'a', name: 'A' }, { id: 'b', name: 'B' }]
  expect(mergeAccounts(now, [{ id: 'b', name: 'New' }, { id: 'a', name: 'A' }, { id: 'c' }])).toEqual({ all: [{ id: 'a', name: 'A' }, { id: 'b', name: 'New' }, { id: 'c' }], fresh: 1, changed: 1, same: 1 })
})
