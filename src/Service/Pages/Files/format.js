// Times, numbers and words as people read them.

const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false });
const day = new Intl.DateTimeFormat(undefined, { month: 'short', day: 'numeric' });

/** @returns {string} the time of day, with the date where it is not today */
export function time(text) {
  const at = new Date(text);
  const today = new Date().toDateString() === at.toDateString();
  return today ? clock.format(at) : `${day.format(at)} ${clock.format(at)}`;
}

/** @returns {string} a length of time: 8 s, 2 min 5 s, 3 h 20 min */
export function span(ms) {
  const s = Math.max(0, Math.round(ms / 1000));
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min ${s % 60} s`;
  if (s < 86400) return `${Math.floor(s / 3600)} h ${Math.floor((s % 3600) / 60)} min`;
  return `${Math.floor(s / 86400)} d ${Math.floor((s % 86400) / 3600)} h`;
}

/** @returns {string} how long something lasted, or has lasted so far */
export function lasted(from, to) {
  return span((to ? new Date(to) : new Date()) - new Date(from));
}

/** @returns {string} a count with thin groups */
export function count(n) {
  return n === null || n === undefined ? '–' : n.toLocaleString('en').replaceAll(',', '\u2009');
}

/** @returns {string} milliseconds without false precision */
export function ms(value) {
  if (!value) return '–';
  return value < 100 ? value.toFixed(0) : value < 10000 ? String(Math.round(value)) : `${(value / 1000).toFixed(0)} s`;
}

/** @returns {string} a share as per cent; 100 % only where nothing is missing */
export function share(value) {
  if (value === null || value === undefined) return '–';
  const percent = value * 100;
  return percent >= 100 ? '100 %' : `${(Math.floor(percent * 100) / 100).toFixed(2)} %`;
}

const outageReasons = {
  unreachable: 'the source cannot be reached',
  unauthorized: 'the source refused user or password',
  decoderEnded: 'the stream ended',
  stalled: 'the stream stalled',
  nodeDown: 'no node ran the camera',
};

/** @returns {string} why a camera had no frames */
export function reason(word) {
  return outageReasons[word] ?? word;
}

const ends = { quiet: 'left the view', maxLength: 'longest length reached', outage: 'the frames stopped', stopped: 'the camera was stopped' };

/** @returns {string} why an episode ended */
export function ending(word) {
  return ends[word] ?? word;
}

/** @returns {{text: string, kind: string}} a journal event in plain words */
export function event(e) {
  const d = e.data ?? {};
  switch (e.type) {
    case 'camera.created': return { text: 'Camera created', kind: 'plain' };
    case 'camera.settings-changed': return { text: `Settings changed (version ${d.version})`, kind: 'plain' };
    case 'camera.settings-rolled-back': return { text: `Settings rolled back: ${d.reason}`, kind: 'warn' };
    case 'camera.enabled': return { text: 'Enabled', kind: 'good' };
    case 'camera.disabled': return { text: 'Disabled', kind: 'plain' };
    case 'camera.deleted': return { text: 'Deleted', kind: 'plain' };
    case 'camera.outage-started': return { text: `Outage ${d.outage} began: ${d.detail || reason(d.reason)}`, kind: 'bad' };
    case 'camera.outage-ended': return { text: `Outage ${d.outage} is over`, kind: 'good' };
    case 'camera.paused': return { text: `Paused until ${time(d.until)}: the decoder crashed ${d.crashes} times in a row, last: ${d.detail}`, kind: 'bad' };
    case 'camera.resumed': return { text: 'Pause is over: the decoder is tried again', kind: 'plain' };
    case 'camera.episode-opened': return { text: `Episode ${d.episode} began: ${d.label} #${d.track}`, kind: 'seen' };
    case 'camera.episode-closed': return { text: `Episode ${d.episode} ended: ${ending(d.reason)}`, kind: 'plain' };
    case 'camera.snapshot-attached': return { text: `Episode ${d.episode}: picture stored`, kind: 'plain' };
    case 'camera.clip-attached': return { text: `Episode ${d.episode}: clip stored`, kind: 'plain' };
    case 'camera.clip-abandoned': return { text: `Episode ${d.episode}: no clip, ${d.reason}`, kind: 'warn' };
    default: return { text: e.type, kind: 'plain' };
  }
}
