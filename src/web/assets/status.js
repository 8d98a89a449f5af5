// The status page: the newest leads and where they went, as they are decided.
import { holderOf, kShown, LeadList, stateMood, stateWords, summaryOf } from './leads.js'
import { follow } from './stream.js'

const kFirst = 50 // leads asked for at the start, and when an event names one that is not known
const kPause = 500 // milliseconds between two such questions at the least

const byId = (id) => document.getElementById(id)
const list = new LeadList()
let loaded = false
let stream

// ---- Talking to the server -------------------------------------------------------------------

// On an address other than loopback every call needs a token; it lives as long as the tab.
const token = {
  get: () => sessionStorage.getItem('token') ?? '',
  set: (value) => sessionStorage.setItem('token', value),
}
const headers = () => (token.get() ? { authorization: `Bearer ${token.get()}` } : {})

async function fetchLeads() {
  const answer = await fetch(`/v1/leads?limit=${kFirst}`, { headers: headers(), cache: 'no-store' })
  if (answer.status === 401 || answer.status === 403) return refused(answer.status)
  if (!answer.ok) throw new Error(`The server answered ${answer.status} to the question for leads.`)
  const body = await answer.json()
  for (const lead of body.leads ?? body.items ?? body.data ?? body) list.putLead(lead)
  loaded = true
  show(byId('problem'), false)
  draw()
}

// Asks for the newest leads, at most every kPause; questions that come meanwhile become one.
let asking = false
let again = false
async function refresh() {
  if (asking) {
    again = true
    return
  }
  asking = true
  try {
    await fetchLeads()
  } catch (error) {
    if (!loaded) problem('The leads could not be read', error.message)
  }
  setTimeout(() => {
    asking = false
    if (again) {
      again = false
      refresh()
    }
  }, kPause)
}

function onEvent({ data }) {
  let event
  try {
    event = JSON.parse(data)
  } catch {
    return // not ours to show
  }
  const lead = list.putEvent(event)
  if (!lead) return
  if (!lead.who) refresh()
  fresh.add(lead.id)
  drawSoon()
}

function onState(state, detail) {
  const words = {
    connecting: loaded ? 'Connecting again' : 'Connecting',
    live: 'Live',
    waiting: `Not connected, trying again in ${detail} s`,
    refused: detail === 401 ? 'A token is needed' : 'Not allowed',
  }
  byId('live').dataset.state = state === 'connecting' && loaded ? 'waiting' : state
  byId('live-words').textContent = words[state]
  if (state === 'live') refresh() // what was missed while the line was down
  if (state === 'waiting' && !loaded) problem('The server cannot be reached', 'It may be starting, or stopped. The page goes on trying.')
  if (state === 'refused') refused(detail)
}

function refused(status) {
  stream?.stop()
  show(byId('loading'), false)
  if (status === 401) {
    show(byId('token-form'), true)
    byId('token').focus()
  } else {
    problem('This token may not see the leads', 'Ask whoever runs the server for one that may read.')
  }
}

// ---- Showing -----------------------------------------------------------------------------------

function show(element, visible) {
  element.hidden = !visible
}

function problem(title, words) {
  byId('problem-title').textContent = title
  byId('problem-words').textContent = words
  show(byId('problem'), true)
  show(byId('loading'), false)
}

const fresh = new Set() // ids that had news since the last drawing
const rows = new Map() // id -> its element
let drawing = false

// At most one drawing a frame, however many events came.
function drawSoon() {
  if (drawing) return
  drawing = true
  requestAnimationFrame(() => {
    drawing = false
    draw()
  })
}

function draw() {
  const leads = list.newestFirst()
  show(byId('loading'), !loaded && leads.length === 0 && byId('problem').hidden && byId('token-form').hidden)
  show(byId('empty'), loaded && leads.length === 0)
  byId('summary').textContent = leads.length ? `${summaryOf(leads)}${leads.length === kShown ? `, of the last ${kShown}` : ''}` : ''

  const ordered = leads.map((lead) => rowOf(lead))
  const leadsElement = byId('leads')
  ordered.forEach((row, i) => {
    if (leadsElement.children[i] !== row) leadsElement.insertBefore(row, leadsElement.children[i] ?? null)
  })
  while (leadsElement.children.length > ordered.length) leadsElement.lastElementChild.remove()
  const kept = new Set(leads.map((lead) => lead.id))
  for (const id of rows.keys()) if (!kept.has(id)) rows.delete(id)
  fresh.clear()
}

function rowOf(lead) {
  let row = rows.get(lead.id)
  if (!row) {
    row = byId('row').content.firstElementChild.cloneNode(true)
    rows.set(lead.id, row)
  }
  const set = (name, words) => {
    const element = row.querySelector(name)
    if (element.textContent !== (words ?? '')) element.textContent = words ?? ''
    return element
  }
  const holder = holderOf(lead)
  const when = set('.when', clock(lead.at))
  if (lead.at) when.dateTime = lead.at
  when.title = lead.at ? new Date(lead.at).toLocaleString() : ''
  set('.name', lead.who ?? 'A lead')
  set('.company', lead.company)
  set('.initials', lead.person ? initials(lead.person) : '–')
  set('.person', holder)
  row.querySelector('.whom').classList.toggle('nobody', !lead.person)
  set('.state', stateWords(lead.state)).dataset.mood = stateMood(lead.state)
  set('.why', lead.why)
  set('.facts', facts(lead))
  if (fresh.has(lead.id)) {
    row.classList.remove('fresh')
    void row.offsetWidth // so that the animation begins anew
    row.classList.add('fresh')
  }
  return row
}

function facts(lead) {
  const parts = []
  if (lead.rule) parts.push(lead.rule === 'otherwise' ? 'No rule matched' : `Rule: ${lead.rule}`)
  if (lead.tier) parts.push(`${lead.tier}${lead.score !== undefined ? ` (${lead.score.replace('-', '−')})` : ''}`)
  return parts.join(' · ')
}

function clock(at) {
  const time = new Date(at ?? NaN)
  if (Number.isNaN(time.getTime())) return ''
  const today = new Date().toDateString() === time.toDateString()
  return today
    ? time.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false })
    : time.toLocaleDateString([], { day: 'numeric', month: 'short' })
}

function initials(name) {
  const words = name.split(/[\s._-]+/).filter(Boolean)
  return (words.length > 1 ? words[0][0] + words.at(-1)[0] : (words[0] ?? '').slice(0, 2)).toUpperCase()
}

// ---- Beginning -----------------------------------------------------------------------------------

function connect() {
  stream?.stop()
  stream = follow('/v1/events', { headers, onEvent, onState })
}

byId('token-form').addEventListener('submit', (event) => {
  event.preventDefault()
  token.set(byId('token').value.trim())
  byId('token').value = ''
  show(byId('token-form'), false)
  show(byId('problem'), false)
  connect()
})
byId('retry').addEventListener('click', () => {
  show(byId('problem'), false)
  stream?.now()
  refresh()
})
draw()
connect()
