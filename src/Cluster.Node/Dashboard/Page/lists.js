// Episodes, outages and the journal: lists that keep themselves up to date.

import { get } from './api.js';
import * as format from './format.js';

const PAGE = 20;
const MAX_EVENTS = 120;

export class Episodes {
  constructor(open) {
    this.list = document.getElementById('episodes');
    this.empty = document.getElementById('episodes-empty');
    this.more = document.getElementById('episodes-more');
    this.filter = document.getElementById('episode-camera');
    this.open = open;
    this.items = [];
    this.next = null;
    this.more.addEventListener('click', () => this.older());
    this.filter.addEventListener('change', () => { this.items = []; this.refresh(); });
  }

  path(cursor) {
    const camera = this.filter.value ? `&camera=${encodeURIComponent(this.filter.value)}` : '';
    return `/episodes?limit=${PAGE}${camera}${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`;
  }

  async refresh() {
    const page = await get(this.path());
    const fresh = new Set(page.items.map(id));
    const older = this.items.filter((e) => !fresh.has(id(e)) && page.items.length === PAGE && e.startedAt < page.items.at(-1).startedAt);
    this.items = [...page.items, ...older];
    if (older.length === 0) this.next = page.next;
    this.render();
  }

  async older() {
    const page = await get(this.path(this.next));
    this.items = [...this.items, ...page.items];
    this.next = page.next;
    this.render();
  }

  cameras(names) {
    const known = [...this.filter.options].map((o) => o.value).filter(Boolean);
    if (known.join() === names.join()) return;
    const chosen = this.filter.value;
    this.filter.replaceChildren(new Option('all cameras', ''), ...names.map((n) => new Option(n, n)));
    this.filter.value = names.includes(chosen) ? chosen : '';
  }

  render() {
    this.empty.hidden = this.items.length > 0;
    this.more.hidden = !this.next;
    reconcile(this.list, this.items, id, (e) => {
      const item = element('li', 'episode');
      const button = element('button', 'episode-card');
      button.type = 'button';
      button.addEventListener('click', () => this.open(id(e)));
      item.append(button);
      return item;
    }, (item, e) => {
      item.dataset.episode = e.number;
      item.dataset.camera = e.camera;
      const button = item.firstElementChild;
      const image = e.snapshot ? element('img', 'thumb') : element('span', 'thumb none');
      if (e.snapshot) {
        image.src = e.snapshot.url;
        image.alt = '';
        image.loading = 'lazy';
        image.addEventListener('error', () => image.classList.add('gone'));
      }
      const what = element('span', 'what');
      const title = element('strong', '', `${e.label} · ${e.camera}`);
      const when = element('span', 'muted', `${format.time(e.startedAt)} · ${e.endedAt ? format.lasted(e.startedAt, e.endedAt) : `for ${format.lasted(e.startedAt)}`}`);
      const facts = element('span', 'muted small', e.endedAt ? `${e.tracks} ${e.tracks === 1 ? 'track' : 'tracks'}, ${e.mostAtOnce} at once` : 'in view now');
      what.append(title, when, facts);
      const badge = element('span', e.endedAt ? 'badge' : 'badge now', e.endedAt ? (e.clip ? '▶' : e.clipProblem ? 'no clip' : '') : 'now');
      const number = element('span', 'number', `#${e.number}`);
      button.replaceChildren(image, what, number, badge);
      button.setAttribute('aria-label', `Episode ${e.number} of ${e.camera}, ${format.time(e.startedAt)}${e.clip ? ', play the clip' : ''}`);
    });
  }

  find(key) {
    return this.items.find((e) => id(e) === key);
  }

  /** Ages of open episodes. */
  tick() {
    if (this.items.some((e) => !e.endedAt)) this.render();
  }
}

export class Outages {
  constructor() {
    this.list = document.getElementById('outages');
    this.empty = document.getElementById('outages-empty');
    this.items = [];
  }

  async refresh() {
    this.items = (await get('/outages?limit=12')).items;
    this.render();
  }

  render() {
    this.empty.hidden = this.items.length > 0;
    reconcile(this.list, this.items, id, () => element('li'), (item, o) => {
      item.dataset.kind = o.endedAt ? 'plain' : 'bad';
      item.dataset.outage = o.number;
      item.replaceChildren(
        element('time', 'muted', format.time(o.startedAt)),
        element('strong', '', o.camera),
        element('span', 'length', o.endedAt ? format.lasted(o.startedAt, o.endedAt) : `going on, ${format.lasted(o.startedAt)}`),
        element('span', 'muted text', o.detail || format.reason(o.reason)));
    });
  }

  tick() {
    if (this.items.some((o) => !o.endedAt)) this.render();
  }
}

export class Events {
  constructor() {
    this.list = document.getElementById('events');
    this.seen = new Set();
  }

  async load() {
    const page = await get('/journal/events/latest?limit=60');
    this.list.replaceChildren();
    this.seen.clear();
    for (const e of page.items.reverse()) this.add(e, false);
    return page.next;
  }

  add(e, fresh = true) {
    const key = `${e.entity}/${e.seq}`;
    if (this.seen.has(key)) return;
    this.seen.add(key);
    const { text, kind } = format.event(e);
    const item = element('li', fresh ? 'fresh' : '');
    item.dataset.kind = kind;
    item.dataset.type = e.type;
    item.append(element('time', 'muted', format.time(e.at)), element('strong', '', e.entity.split('/')[1]), element('span', 'text', text), element('span', 'muted small seq', `${e.seq}`));
    item.title = `${e.type} v${e.version}, event ${e.seq} of ${e.entity}, epoch ${e.epoch}`;
    this.list.prepend(item);
    while (this.list.children.length > MAX_EVENTS) this.list.lastElementChild.remove();
    if (this.seen.size > 4 * MAX_EVENTS) this.seen = new Set([...this.seen].slice(-MAX_EVENTS));
  }
}

export const id = (e) => `${e.camera}/${e.number}`;

export function element(tag, className = '', text = undefined) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

// Keeps the elements of items that stay, so that focus, scroll and loaded pictures stay too.
function reconcile(list, items, key, make, fill) {
  const known = new Map([...list.children].map((child) => [child.dataset.key, child]));
  let place = list.firstElementChild;
  for (const item of items) {
    const name = key(item);
    let child = known.get(name);
    if (!child) {
      child = make(item);
      child.dataset.key = name;
    }
    known.delete(name);
    const content = JSON.stringify(item) + (item.endedAt ? '' : Math.floor(Date.now() / 1000));
    if (child.dataset.content !== content) {
      fill(child, item);
      child.dataset.content = content;
    }
    if (child === place) place = place.nextElementSibling;
    else list.insertBefore(child, place);
  }
  for (const child of known.values()) child.remove();
}
