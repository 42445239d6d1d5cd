// The page: keeps what is shown in step with the node, and says so where it cannot.

import { get, post, remove, whenUnauthorized } from './api.js';
import { CameraCard, shownState } from './camera.js';
import { Episodes, Events, Outages } from './lists.js';
import { ask, askToken, editCamera, showEpisode, toast } from './dialogs.js';
import * as format from './format.js';

const byId = (name) => document.getElementById(name);
const cards = new Map();
const episodes = new Episodes((key) => showEpisode(episodes.find(key)));
const outages = new Outages();
const events = new Events();
let source = null;
let lostAt = null;
let started = null;

// ---- cameras -------------------------------------------------------------------------------------------------------

const actions = {
  edit: (camera) => editCamera(camera, refreshCameras),
  toggle: async (camera) => {
    const verb = camera.status === 'disabled' ? 'enable' : 'disable';
    await attempt(() => post(`/cameras/${camera.name}/${verb}`), `${camera.name} was ${verb}d.`);
  },
  retry: async (camera) => {
    await attempt(() => post(`/cameras/${camera.name}/enable`), `${camera.name} is tried again.`);
  },
  delete: async (camera) => {
    const sure = await ask(`Delete ${camera.name}?`, 'It stops watching. Its episodes, clips and events stay readable.', 'Delete');
    if (sure) await attempt(() => remove(`/cameras/${camera.name}`), `${camera.name} was deleted.`);
  },
};

async function attempt(work, done) {
  try {
    await work();
    toast(done, 'good');
  } catch (fault) {
    toast(fault.message, 'bad');
  }
  await refreshCameras().catch(() => {});
}

async function refreshCameras() {
  const { items } = await get('/cameras');
  const names = new Set(items.map((c) => c.name));
  for (const [name, card] of cards) {
    if (!names.has(name)) {
      card.dispose();
      cards.delete(name);
    }
  }
  let place = 0;
  for (const camera of items) {
    let card = cards.get(camera.name);
    if (!card) {
      card = new CameraCard(camera.name, actions);
      cards.set(camera.name, card);
    }
    card.update(camera);
    // In the list's order, also where one was added between two.
    const here = byId('cameras').children[place++];
    if (here !== card.element) byId('cameras').insertBefore(card.element, here ?? null);
  }
  byId('cameras').dataset.count = String(items.length);
  byId('cameras').classList.toggle('none', items.length === 0);
  episodes.cameras(items.map((c) => c.name));
  const live = items.filter((c) => shownState(c) === 'streaming').length;
  const dark = items.filter((c) => ['outage', 'paused'].includes(shownState(c))).length;
  byId('summary').textContent = items.length === 0 ? 'no cameras yet' : `${live} of ${items.length} live${dark > 0 ? `, ${dark} without picture` : ''}`;
  document.title = `${dark > 0 ? `(${dark}!) ` : ''}Fresnel`;
}

async function refreshCoverage() {
  for (const card of cards.values()) card.coverage(await get(`/cameras/${card.name}/coverage`).catch(() => null));
}

// ---- the node ------------------------------------------------------------------------------------------------------

function connection(state, word) {
  byId('connection').dataset.state = state;
  byId('connection').querySelector('span').textContent = word;
  const lost = state === 'bad';
  if (!lost) lostAt = null;
  else lostAt ??= new Date();
  byId('banner').hidden = !lost;
  if (lost) byId('banner').textContent = `The node has not answered since ${format.time(lostAt)}. What is shown is old. Trying again.`;
  byId('events-live').textContent = lost ? '' : 'live';
}

async function connect() {
  try {
    const info = await get('/info');
    if (started !== null && started !== info.startedAt) toast('The node was restarted.');
    started = info.startedAt;
    byId('node').textContent = info.node;
    byId('node').title = `Version ${info.version}, ${info.shards.owned} of ${info.shards.all} shards`;
    const cursor = await events.load();
    await Promise.all([refreshCameras(), episodes.refresh(), outages.refresh()]);
    refreshCoverage();
    listen(cursor);
    connection('good', 'Connected');
  } catch (fault) {
    if (fault.status !== 401) connection('bad', 'No connection');
    setTimeout(connect, 1500);
  }
}

function listen(cursor) {
  source?.close();
  source = new EventSource(`/api/v1/events/stream?after=${encodeURIComponent(cursor)}`);
  const types = ['created', 'settings-changed', 'settings-rolled-back', 'enabled', 'disabled', 'deleted', 'outage-started', 'outage-ended', 'paused', 'resumed',
    'episode-opened', 'episode-closed', 'snapshot-attached', 'clip-attached', 'clip-abandoned'];
  for (const type of types) source.addEventListener(`camera.${type}`, (message) => heard(JSON.parse(message.data)));
  source.onerror = () => {
    // The browser would try again by itself; starting over also fetches what changed meanwhile.
    source.close();
    connection('bad', 'No connection');
    setTimeout(connect, 1000);
  };
}

const due = new Map();

function soon(name, work) {
  if (due.has(name)) return;
  due.set(name, setTimeout(() => {
    due.delete(name);
    work().catch(() => {});
  }, 150));
}

function heard(event) {
  events.add(event);
  if (/episode|snapshot|clip/.test(event.type)) soon('episodes', () => episodes.refresh());
  if (/outage/.test(event.type)) soon('outages', () => outages.refresh());
  soon('cameras', refreshCameras);
}

// ---- the page ------------------------------------------------------------------------------------------------------

byId('add').addEventListener('click', () => editCamera(null, () => { toast('The camera was added.', 'good'); refreshCameras(); }));
byId('theme').addEventListener('click', () => {
  const dark = getComputedStyle(document.documentElement).colorScheme === 'dark';
  setTheme(dark ? 'light' : 'dark');
  localStorage.setItem('theme', dark ? 'light' : 'dark');
});

function setTheme(name) {
  if (name) document.documentElement.dataset.theme = name;
}

whenUnauthorized(() => askToken(connect));
setTheme(localStorage.getItem('theme'));
setInterval(() => {
  if (document.hidden || source?.readyState !== EventSource.OPEN) return;
  refreshCameras().catch(() => {});
}, 1000);
setInterval(() => {
  episodes.tick();
  outages.tick();
}, 1000);
setInterval(refreshCoverage, 15000);
connect();
