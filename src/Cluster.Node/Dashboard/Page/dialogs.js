// The dialogs: an episode's clip, a camera's settings, a question, the token.

import { get, post, put } from './api.js';
import { element } from './lists.js';
import * as format from './format.js';

const byId = (name) => document.getElementById(name);

for (const button of document.querySelectorAll('[data-close]')) {
  button.addEventListener('click', () => button.closest('dialog').close());
}

/** Shows an episode: its clip where there is one, else its picture. */
export function showEpisode(e) {
  const dialog = byId('player');
  byId('player-title').textContent = `Episode ${e.number} · ${e.camera}`;
  const body = byId('player-body');
  if (e.clip) {
    const video = element('video');
    video.controls = true;
    video.autoplay = true;
    video.muted = true;
    video.loop = true;
    video.playsInline = true;
    if (e.snapshot) video.poster = e.snapshot.url;
    video.src = e.clip.url;
    const problem = element('p', 'problem', 'The clip cannot be played: it may have been deleted to make room.');
    problem.hidden = true;
    video.addEventListener('error', () => { problem.hidden = false; });
    body.replaceChildren(video, problem);
  } else if (e.snapshot) {
    const image = element('img');
    image.src = e.snapshot.url;
    image.alt = `Best picture of episode ${e.number}`;
    body.replaceChildren(image, element('p', 'muted', e.clipProblem ? `No clip: ${e.clipProblem}` : e.endedAt ? 'The clip is being made.' : 'The clip is made when the episode is over.'));
  } else {
    body.replaceChildren(element('p', 'muted', 'No picture yet.'));
  }
  const facts = [
    ['Began', format.time(e.startedAt)],
    ['Ended', e.endedAt ? `${format.time(e.endedAt)} (${format.ending(e.end)})` : 'in view now'],
    ['Lasted', format.lasted(e.startedAt, e.endedAt)],
    ['Tracks', `${e.tracks}, ${e.mostAtOnce} at once`],
  ];
  byId('player-facts').replaceChildren(...facts.map(([term, text]) => {
    const pair = element('div');
    pair.append(element('dt', '', term), element('dd', '', text));
    return pair;
  }));
  dialog.addEventListener('close', () => body.replaceChildren(), { once: true });
  dialog.showModal();
}

/** Asks a question. @returns {Promise<boolean>} */
export function ask(title, text, yes) {
  const dialog = byId('confirm');
  byId('confirm-title').textContent = title;
  byId('confirm-text').textContent = text;
  byId('confirm-yes').textContent = yes;
  dialog.returnValue = 'no';
  dialog.showModal();
  return new Promise((done) => dialog.addEventListener('close', () => done(dialog.returnValue === 'yes'), { once: true }));
}

const numbers = ['analysisFps', 'stallSeconds', 'quietSeconds', 'maxEpisodeSeconds', 'minScore'];
const defaults = { analysisFps: 10, stallSeconds: 4, quietSeconds: 3, maxEpisodeSeconds: 60, minScore: '', motionGating: true, recording: true, model: 'people-hog', label: 'person', title: '', source: '' };
let editing = null;
let afterSave = () => {};

/** Opens the form for a new camera (null) or one that is there. */
export async function editCamera(camera, saved) {
  editing = camera;
  afterSave = saved;
  const form = byId('editor-form');
  form.reset();
  byId('editor-problem').hidden = true;
  byId('editor-title').textContent = camera ? `Settings of ${camera.name}` : 'Add camera';
  byId('editor-save').textContent = camera ? 'Save' : 'Add camera';
  form.name.value = camera?.name ?? '';
  form.name.disabled = Boolean(camera);
  const settings = { ...defaults, ...camera?.settings };
  form.source.value = settings.source;
  form.elements.title.value = settings.title;
  for (const key of numbers) form[key].value = settings[key] ?? '';
  form.motionGating.checked = settings.motionGating;
  form.recording.checked = settings.recording;
  form.password.placeholder = settings.hasCredential ? 'kept; leave empty to keep it' : '';
  form.model.replaceChildren(new Option(settings.model, settings.model, true, true));
  form.label.replaceChildren(new Option(settings.label, settings.label, true, true));
  form.model.onchange = null;
  byId('editor').showModal();
  (camera ? form.source : form.name).focus();
  try {
    const models = (await get('/models')).items;
    if (models.length === 0) return;
    form.model.replaceChildren(...models.map((m) => new Option(`${m.id} (${m.labels.slice(0, 3).join(', ')}${m.labels.length > 3 ? ', …' : ''})`, m.id, false, m.id === settings.model)));
    form.model.onchange = () => {
      const labels = models.find((m) => m.id === form.model.value)?.labels ?? [settings.label];
      const label = labels.includes(form.label.value) ? form.label.value : labels[0];
      form.label.replaceChildren(...labels.map((l) => new Option(l, l, false, l === label)));
    };
    form.model.onchange();
  } catch {
    // The model that is set can still be saved.
  }
}

// Settings as they will be: what the form does not show stays, and a number that was emptied gets its default.
function whole(before, changed, form) {
  const { hasCredential: _, ...settings } = { ...before, ...changed };
  for (const key of numbers) if (form[key].value === '') delete settings[key];
  if (settings.minScore === null) delete settings.minScore;
  return settings;
}

byId('editor-form').addEventListener('submit', async (submit) => {
  submit.preventDefault();
  const form = submit.target;
  const problem = byId('editor-problem');
  const settings = {
    source: form.source.value.trim(),
    title: form.elements.title.value.trim(),
    model: form.model.value,
    label: form.label.value,
    motionGating: form.motionGating.checked,
    recording: form.recording.checked,
  };
  for (const key of numbers) if (form[key].value !== '') settings[key] = Number(form[key].value);
  const missing = !editing && form.name.value.trim() === '' ? ['Give the camera a name.', form.name] : settings.source === '' ? ['Say where the picture is from: an RTSP address or a video file on the node.', form.source] : null;
  if (missing) {
    problem.textContent = missing[0];
    problem.hidden = false;
    missing[1].focus();
    return;
  }
  if (form.user.value !== '' || form.password.value !== '') {
    settings.user = form.user.value;
    settings.password = form.password.value;
  }
  const save = byId('editor-save');
  save.disabled = true;
  try {
    if (editing) await put(`/cameras/${editing.name}/settings`, whole(editing.settings, settings, form), editing.settingsVersion);
    else await post('/cameras', { name: form.name.value.trim(), settings });
    byId('editor').close();
    afterSave();
  } catch (fault) {
    problem.textContent = fault.message;
    problem.hidden = false;
    problem.scrollIntoView({ block: 'nearest' });
  } finally {
    save.disabled = false;
  }
});

/** Asks for the node's token and keeps it as a cookie that scripts cannot read. */
export function askToken(opened) {
  const dialog = byId('token');
  if (dialog.open) return;
  dialog.showModal();
  byId('token-form').onsubmit = async (submit) => {
    submit.preventDefault();
    try {
      await post('/session', { token: submit.target.token.value });
      submit.target.reset();
      dialog.close();
      opened();
    } catch (fault) {
      byId('token-problem').textContent = fault.message;
      byId('token-problem').hidden = false;
    }
  };
}

/** A line that goes by itself. */
export function toast(text, kind = 'plain') {
  const line = element('p', 'toast', text);
  line.dataset.kind = kind;
  byId('toasts').append(line);
  setTimeout(() => line.remove(), kind === 'bad' ? 8000 : 4000);
}
