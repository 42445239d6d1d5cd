// A camera's card: live picture, state in words, rates and latencies.

import { Picture } from './picture.js';
import * as format from './format.js';

const states = {
  streaming: ['good', 'Live'],
  starting: ['wait', 'Starting'],
  outage: ['bad', 'No picture'],
  paused: ['bad', 'Paused'],
  disabled: ['off', 'Disabled'],
  elsewhere: ['wait', 'Loading'],
};

/** @returns {string} the state that a card shows; an attempt to connect during an outage is still the outage */
export function shownState(camera) {
  if (camera.status === 'disabled') return 'disabled';
  const state = camera.live?.health.state ?? 'elsewhere';
  return state === 'starting' && camera.outage ? 'outage' : state;
}

export class CameraCard {
  constructor(name, actions) {
    this.name = name;
    this.activity = new Array(60).fill(0);
    this.second = Math.floor(Date.now() / 1000);
    this.element = document.createElement('article');
    this.element.className = 'camera';
    this.element.dataset.camera = name;
    this.element.setAttribute('aria-label', `Camera ${name}`);
    this.element.innerHTML = `
      <header>
        <h2></h2><span class="muted small name"></span>
        <p class="pill" data-state="wait" role="status"><i aria-hidden="true"></i><span></span></p>
        <div class="actions">
          <button class="quiet" type="button" data-do="edit">Settings</button>
          <button class="quiet" type="button" data-do="retry" hidden>Try now</button>
          <button class="quiet" type="button" data-do="toggle"></button>
          <button class="quiet" type="button" data-do="delete">Delete</button>
        </div>
      </header>
      <div class="stage"><div class="screen"><canvas width="16" height="9" role="img" title="Coloured boxes are followed and carry their number; dashed ones are not yet"></canvas></div><div class="veil" hidden><p></p></div></div>
      <div class="pulse"><canvas class="activity" height="26" aria-hidden="true"></canvas><span class="small muted now"></span></div>
      <dl class="numbers">
        <div title="Frames read from the source a second"><dt>Decoded</dt><dd data-is="decoded"></dd></div>
        <div title="Frames that the model looked at a second"><dt>Analysed</dt><dd data-is="analysed"></dd></div>
        <div title="Frames passed over because a newer one had come before the model was free"><dt>Skipped</dt><dd data-is="skipped"></dd></div>
        <div title="Frames not analysed because nothing moved"><dt>Still</dt><dd data-is="gated"></dd></div>
        <div title="Boxes found since the camera started"><dt>Detections</dt><dd data-is="detections"></dd></div>
        <div title="Different objects followed since the camera started"><dt>Tracks</dt><dd data-is="tracks"></dd></div>
        <div title="From frame read to observation: half of the frames took less"><dt>Latency p50</dt><dd data-is="p50"></dd></div>
        <div title="From frame read to observation: 95 % of the frames took less"><dt>Latency p95</dt><dd data-is="p95"></dd></div>
        <div title="From frame read to observation: 99 % of the frames took less"><dt>Latency p99</dt><dd data-is="p99"></dd></div>
        <div title="Stretches with somebody in view since the camera was created"><dt>Episodes</dt><dd data-is="episodes"></dd></div>
        <div title="Stretches without frames since the camera was created"><dt>Outages</dt><dd data-is="outages"></dd></div>
        <div><dt>Coverage 24 h</dt><dd data-is="coverage"></dd></div>
      </dl>`;
    this.find = (selector) => this.element.querySelector(selector);
    this.picture = new Picture(this.find('.screen canvas'), name);
    this.picture.onObservation = (o) => this.observe(o);
    for (const button of this.element.querySelectorAll('[data-do]')) {
      button.addEventListener('click', () => actions[button.dataset.do](this.camera));
    }
  }

  dispose() {
    this.picture.dispose();
    this.element.remove();
  }

  update(camera) {
    this.camera = camera;
    const live = camera.live;
    const state = shownState(camera);
    const [tone, word] = states[state] ?? ['wait', state];
    this.find('h2').textContent = camera.settings.title || camera.name;
    this.find('.name').textContent = camera.settings.title ? camera.name : '';
    const pill = this.find('.pill');
    pill.dataset.state = tone;
    setText(pill.querySelector('span'), word);
    const toggle = this.find('[data-do=toggle]');
    setText(toggle, camera.status === 'disabled' ? 'Enable' : 'Disable');
    this.find('[data-do=retry]').hidden = state !== 'paused';
    this.veil(state, camera);
    if (state === 'streaming') this.picture.start();
    else this.picture.stop();
    this.numbers(camera);
  }

  veil(state, camera) {
    const veil = this.find('.veil');
    const words = {
      disabled: () => 'This camera is disabled.',
      starting: () => `Connecting to ${camera.settings.source}`,
      elsewhere: () => 'The camera is being loaded.',
      outage: () => {
        const health = camera.live.health;
        const since = camera.outage?.startedAt ?? health.lastFrameAt ?? health.since;
        const why = health.detail || camera.outage?.detail || (camera.outage ? format.reason(camera.outage.reason) : '');
        return `No picture since ${format.time(since)} (${format.lasted(since)}). ${why ? `${sentence(why)} ` : ''}Trying again.`;
      },
      paused: () => {
        const pause = camera.pause;
        return pause
          ? `Paused: the decoder crashed ${pause.crashes} times in a row (last: ${pause.detail.replace(/[.]$/, '')}). Next try at ${format.time(pause.until)}, or at once by “Try now”.`
          : `Paused: ${sentence(camera.live.health.detail)}`;
      },
    }[state];
    veil.hidden = !words;
    veil.dataset.state = state;
    if (words) {
      setText(veil.querySelector('p'), words());
      setText(this.find('.now'), '');
    }
    this.find('.screen canvas').setAttribute('aria-label', words ? words() : `Live picture of ${camera.name}`);
  }

  numbers(camera) {
    const c = camera.live?.counters;
    const lost = c && c.decoded > 0 ? ` <small>${Math.round((100 * c.skipped) / c.decoded)} %</small>` : '';
    const values = {
      decoded: c ? `${c.decodedFps.toFixed(1)}<small>/s</small>` : '–',
      analysed: c ? `${c.analysedFps.toFixed(1)}<small>/s</small>` : '–',
      skipped: c ? format.count(c.skipped) + lost : '–',
      gated: c ? format.count(c.gated) : '–',
      p50: latency(c?.latencyP50Ms),
      p95: latency(c?.latencyP95Ms),
      p99: latency(c?.latencyP99Ms),
      detections: format.count(c?.detections),
      tracks: format.count(c?.tracks),
      episodes: format.count(camera.episodes),
      outages: format.count(camera.outages),
    };
    for (const [key, html] of Object.entries(values)) {
      const cell = this.find(`[data-is=${key}]`);
      if (cell.innerHTML !== html) cell.innerHTML = html;
    }
  }

  coverage(answer) {
    const cell = this.find('[data-is=coverage]');
    setText(cell, format.share(answer?.share));
    cell.title = answer ? `${format.span(answer.coveredSeconds * 1000)} with frames of ${format.span(answer.enabledSeconds * 1000)} enabled` : '';
  }

  observe(observation) {
    const seen = observation.objects.filter((o) => o.trackId !== null).length;
    this.advance();
    this.activity[59] = Math.max(this.activity[59], seen);
    const label = this.camera?.settings.label ?? 'person';
    setText(this.find('.now'), seen === 0 ? 'nobody in view' : `${seen} ${seen === 1 ? label : label === 'person' ? 'people' : `${label}s`} in view`);
    this.pulse();
  }

  advance() {
    const second = Math.floor(Date.now() / 1000);
    const passed = Math.min(60, second - this.second);
    for (let i = 0; i < passed; i++) {
      this.activity.shift();
      this.activity.push(0);
    }
    this.second = second;
  }

  // How many were in view, second by second, over the last minute.
  pulse() {
    const canvas = this.find('.activity');
    const ratio = window.devicePixelRatio || 1;
    const width = canvas.clientWidth;
    if (width === 0) return;
    canvas.width = width * ratio;
    canvas.height = 26 * ratio;
    const context = canvas.getContext('2d');
    context.scale(ratio, ratio);
    const most = Math.max(4, ...this.activity);
    const step = width / 60;
    const style = getComputedStyle(this.element);
    this.activity.forEach((n, i) => {
      const tall = n === 0 ? 1 : Math.max(3, (24 * n) / most);
      context.fillStyle = style.getPropertyValue(n === 0 ? '--line' : '--accent');
      context.fillRect(i * step, 26 - tall, Math.max(1, step - 2), tall);
    });
  }
}

// Addresses keep their case.
function sentence(text) {
  const start = /^[a-z]+:\/\//.test(text) ? text[0] : text[0].toUpperCase();
  return `${start}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`;
}

function latency(value) {
  return value ? `${format.ms(value)}<small> ms</small>` : '–';
}

function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
