// The cluster's page: members, shards by owner, what happened, queues. The same on every node and the lighthouse.

import { get, post, whenUnauthorized } from './api.js';
import * as format from './format.js';

const byId = (name) => document.getElementById(name);
const palette = ['#5cc8ff', '#ffd166', '#7ee081', '#ff8fa3', '#c8a6ff', '#ffa94d', '#6ee7d8', '#f783e0', '#b5e853', '#8fb4ff'];
const colours = new Map();
const MAX_ROWS = 200;
let source = null;
let lostAt = null;
let owners = null;

const statuses = { up: 'good', joining: 'wait', leaving: 'wait', unreachable: 'bad', down: 'off' };
const kinds = { 'member-up': 'good', 'member-leaving': 'warn', 'member-unreachable': 'bad', 'member-down': 'bad', 'shards-lost': 'bad', 'shards-moved': 'seen', 'leader-changed': 'warn', 'batons-seeded': 'warn' };

function element(tag, className = '', text = undefined) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

// A member keeps its colour as long as the page is open; the first ones by name, so that all pages agree at first.
function colour(id) {
  if (!id) return null;
  if (!colours.has(id)) colours.set(id, palette[colours.size % palette.length]);
  return colours.get(id);
}

function swatch(id) {
  const made = element('i', id ? 'swatch' : 'swatch none');
  made.setAttribute('aria-hidden', 'true');
  if (id) made.style.setProperty('--owner', colour(id));
  return made;
}

// ---- what is shown -------------------------------------------------------------------------------------------------

function showSummary(cluster) {
  const owned = cluster.shardsOwned === cluster.shards;
  const tiles = [
    ['Members up', `${cluster.membersUp}`, ` of ${cluster.members}`, cluster.membersUp < 1],
    ['Shards owned', `${cluster.shardsOwned}`, ` of ${cluster.shards}`, !owned],
    ['Entities in memory', format.count(cluster.entities), '', false],
    ['Leader', cluster.leader?.id ?? 'none', cluster.leader ? ` epoch ${cluster.leader.epoch}` : '', false],
    ['Broker', cluster.broker, '', false],
    ['Database', cluster.database, '', false],
  ];
  byId('facts').replaceChildren(...tiles.map(([name, value, more, bad]) => {
    const tile = element('div');
    if (bad) tile.dataset.state = 'bad';
    const shown = element('dd', '', value);
    if (more) shown.append(element('small', '', more));
    shown.title = `${value}${more}`;
    tile.append(element('dt', '', name), shown);
    return tile;
  }));
  byId('problems').hidden = cluster.problems.length === 0;
  byId('problems').replaceChildren(...cluster.problems.map((line) => element('li', '', line)));
  byId('summary').textContent = cluster.status === 'ok' ? 'all is well' : `${cluster.problems.length} ${cluster.problems.length === 1 ? 'problem' : 'problems'}`;
  document.title = `${cluster.status === 'ok' ? '' : '(!) '}Fresnel: cluster`;
}

function showMembers(members) {
  for (const member of members) colour(member.id);
  byId('members-count').textContent = `${members.length}`;
  byId('members').tBodies[0].replaceChildren(...members.map((m) => {
    const row = element('tr');
    row.dataset.member = m.id;
    row.dataset.away = String(m.status === 'unreachable' || m.status === 'down');
    const name = element('td');
    const strong = element('strong');
    if (m.address) {
      const link = element('a', '', m.id);
      link.href = new URL('/cluster', m.address).href;
      link.title = m.address;
      strong.append(link);
    } else strong.textContent = m.id;
    name.append(swatch(m.id), strong);
    const status = element('td');
    const pill = element('span', 'pill');
    pill.dataset.state = statuses[m.status] ?? 'wait';
    pill.append(element('i'), element('span', '', m.status));
    status.append(pill);
    const load = element('td');
    const bar = element('span', 'load');
    bar.append(element('i'));
    bar.style.setProperty('--load', String(Math.min(1, Math.max(0, m.load))));
    load.append(bar, `${Math.round(100 * m.load)} %`);
    row.append(name, status, element('td', 'n', `${m.shards}`), element('td', 'n', `${m.weight}`), element('td', 'n', `${m.entities}`), load,
      element('td', 'roles', m.roles.join(', ')), element('td', 'roles', m.devices.join(', ') || '–'), element('td', '', m.version), seen(m));
    return row;
  }));
}

function seen(member) {
  const ago = Date.now() - new Date(member.lastSeen);
  const cell = element('td', 'n', ago < 2500 ? 'now' : `${format.span(ago)} ago`);
  cell.title = `last heard ${format.time(member.lastSeen)}, up since ${format.time(member.startedAt)}`;
  return cell;
}

function showShards(shards) {
  const held = new Map();
  const before = owners;
  owners = shards.map((s) => s.owner ?? '');
  byId('shards').replaceChildren(...shards.map((s) => {
    const cell = element('li', before && before[s.number] !== (s.owner ?? '') ? 'moved' : '', `${s.number}`);
    cell.dataset.owner = s.owner ?? '';
    if (s.owner) cell.style.setProperty('--owner', colour(s.owner));
    const claim = s.claimant && !s.claimant.startsWith(`${s.owner}.`) ? `, claimed last by ${s.claimant}` : '';
    cell.title = `Shard ${s.number}: ${s.owner ? `on ${s.owner}` : 'nobody owns it'}, epoch ${s.epoch}${claim}`;
    cell.setAttribute('aria-label', cell.title);
    held.set(s.owner ?? '', (held.get(s.owner ?? '') ?? 0) + 1);
    return cell;
  }));
  const lacking = held.get('') ?? 0;
  byId('shards-count').textContent = lacking === 0 ? `${shards.length}, each with an owner` : `${lacking} of ${shards.length} without an owner`;
  byId('legend').replaceChildren(...[...held].sort(([a], [b]) => a.localeCompare(b)).map(([id, count]) => {
    const item = element('li');
    item.append(swatch(id), id || 'nobody', element('span', 'muted', ` ${count}`));
    item.addEventListener('mouseenter', () => light(id));
    item.addEventListener('mouseleave', () => light(null));
    return item;
  }));
}

function light(id) {
  byId('shards').classList.toggle('dim', id !== null);
  for (const cell of byId('shards').children) cell.classList.toggle('lit', cell.dataset.owner === id);
}

function showQueues(queues) {
  const busy = queues.filter((q) => q.ready > 0 || (q.consumers === 0 && !isDead(q)));
  byId('queues-count').textContent = `${queues.length}`;
  byId('queues-empty').hidden = busy.length > 0;
  byId('queues').replaceChildren(...busy.map((q) => {
    const item = element('li');
    if (isDead(q) || q.consumers === 0) item.dataset.kind = 'bad';
    item.append(element('strong', '', isDead(q) ? 'commands that could not be handled' : q.name), element('span', '', `${format.count(q.ready)} waiting`),
      element('span', 'muted', q.consumers === 0 ? (isDead(q) ? '' : 'nobody takes them') : `${q.consumers} taking them`));
    return item;
  }));
}

const isDead = (queue) => queue.name === 'fresnel.dead';

function addHappening(h, fresh) {
  const list = byId('happenings');
  if (list.querySelector(`[data-number="${h.number}"]`)) return;
  const item = element('li', fresh ? 'fresh' : '');
  item.dataset.number = String(h.number);
  item.dataset.kind = kinds[h.kind] ?? '';
  item.title = h.shards.length > 0 ? `${h.kind}: shards ${h.shards.join(', ')}` : h.kind;
  item.append(element('time', 'muted', format.time(h.at)), element('span', 'text', h.text));
  list.prepend(item);
  while (list.children.length > MAX_ROWS) list.lastElementChild.remove();
  byId('happenings-empty').hidden = true;
}

// ---- keeping up ----------------------------------------------------------------------------------------------------

function connection(state, word) {
  byId('connection').dataset.state = state;
  byId('connection').querySelector('span').textContent = word;
  const lost = state === 'bad';
  if (!lost) lostAt = null;
  else lostAt ??= new Date();
  byId('banner').hidden = !lost;
  if (lost) byId('banner').textContent = `This process has not answered since ${format.time(lostAt)}. What is shown is old. Trying again.`;
  byId('happenings-live').textContent = lost ? '' : 'live';
}

// Parts fail apart: the journal away leaves the members, the broker away leaves the epochs.
async function refresh() {
  const [cluster, members, shards, queues] = await Promise.allSettled([get('/cluster'), get('/cluster/members'), get('/cluster/shards'), get('/cluster/queues')]);
  if (members.status === 'fulfilled') showMembers(members.value.members);
  if (cluster.status === 'rejected') throw cluster.reason;
  showSummary(cluster.value);
  if (shards.status === 'fulfilled') showShards(shards.value.shards);
  else byId('shards-count').textContent = 'old: the journal does not answer';
  if (queues.status === 'fulfilled') showQueues(queues.value.queues);
  else byId('queues-count').textContent = 'unknown: the broker does not answer';
}

async function connect() {
  try {
    await refresh();
    const { happenings } = await get('/cluster/happenings?limit=100');
    byId('happenings').replaceChildren();
    byId('happenings-empty').hidden = happenings.length > 0;
    for (const h of happenings) addHappening(h, false);
    const info = await get('/info').catch(() => null);
    byId('node').textContent = info?.node ?? '';
    byId('cameras-link').hidden = info?.roles?.includes('lighthouse') ?? false;
    listen();
    connection('good', 'Connected');
  } catch (fault) {
    if (fault.status !== 401) connection('bad', 'No connection');
    setTimeout(connect, 1500);
  }
}

function listen() {
  source?.close();
  source = new EventSource('/api/v1/cluster/happenings/stream');
  source.addEventListener('happening', (message) => {
    addHappening(JSON.parse(message.data), true);
    soon();
  });
  source.onerror = () => {
    // The browser would try again by itself; starting over also fetches what happened meanwhile.
    source.close();
    connection('bad', 'No connection');
    setTimeout(connect, 1000);
  };
}

let due = null;

function soon() {
  due ??= setTimeout(() => {
    due = null;
    refresh().catch(() => {});
  }, 150);
}

// ---- the page ------------------------------------------------------------------------------------------------------

byId('theme').addEventListener('click', () => {
  const dark = getComputedStyle(document.documentElement).colorScheme === 'dark';
  setTheme(dark ? 'light' : 'dark');
  localStorage.setItem('theme', dark ? 'light' : 'dark');
});

function setTheme(name) {
  if (name) document.documentElement.dataset.theme = name;
}

byId('token-form').addEventListener('submit', async (event) => {
  event.preventDefault();
  try {
    await post('/session', { token: event.target.token.value });
    byId('token').close();
    event.target.reset();
    connect();
  } catch (fault) {
    byId('token-problem').textContent = fault.message;
    byId('token-problem').hidden = false;
  }
});
whenUnauthorized(() => {
  if (!byId('token').open) byId('token').showModal();
});
setTheme(localStorage.getItem('theme'));
setInterval(() => {
  if (document.hidden || source?.readyState !== EventSource.OPEN) return;
  refresh().catch(() => {});
}, 2000);
connect();
