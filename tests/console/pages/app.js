// SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// A console that nobody wrote for the driver: one page, drawn in the browser, no <dialog>, no table of ours, no ids.
'use strict';

const app = document.getElementById('app');
let settings = null;
// Where the console's address does not tell the workspace, only the page itself knows.
let entered = '';

const say = (id) => settings.labels[id] || id;
const later = (act) => setTimeout(act, settings.delay);

function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

// In the bare style nothing has a role: buttons, links and titles are plain texts that react to a click.
function control(tag, properties, text) {
  return settings.style === 'bare' ? make('div', {onclick: properties.onclick}, text) : make(tag, properties, text);
}

async function ask(path, body) {
  const answer = await fetch(path, body === undefined ? {} : {method: 'POST', body: JSON.stringify(body)});
  if (answer.status === 401) {
    signIn();
    throw new Error('signed out');
  }
  return {status: answer.status, ...(await answer.json())};
}

function signIn() {
  const password = make('input', {type: 'password', 'aria-label': 'Password'});
  const form = make('form', {}, make('h1', {}, 'Welcome'), password, make('button', {}, 'Continue'));
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    await ask('/sign-in', {});
    start();
  });
  app.replaceChildren(form);
  // A person at work: whoever opened the page with this address signs in after a while.
  if (location.search.includes('person')) setTimeout(() => form.requestSubmit(), settings.delay);
}

function hub(page = 0) {
  const bare = settings.style === 'bare';
  const [outer, item] = bare ? ['div', 'div'] : ['ul', 'li'];
  const list = make(outer, {});
  app.replaceChildren(make('h1', {}, 'Business Hub'), list);
  const shown = settings.paged ? settings.companies.slice(page, page + 1) : settings.companies;
  later(() => {
    for (const company of shown) {
      const inner = make(outer, {});
      for (const space of company.workspaces) {
        const link = make('a', {
          href: settings.framed || bare ? '#' : `#/${space.id}`, target: settings.newTab ? '_blank' : '_self',
          'aria-label': `${say('Management Console')}: ${space.name}`,
        }, 'Open');
        if (bare) link.addEventListener('click', (event) => { event.preventDefault(); entered = space.id; start(); });
        if (settings.framed) link.addEventListener('click', (event) => { event.preventDefault(); framed(space.id); });
        inner.append(make(item, {}, make('strong', {}, space.name), make('br'), make('small', {}, `ID: ${space.id}`),
          make('div', {}, link)));
      }
      list.append(make(item, {}, make('h2', {}, company.name), inner));
    }
    if (settings.paged) {
      const next = make('button', {onclick: () => hub(page + 1)}, 'Next');
      next.disabled = page + 1 === settings.companies.length;
      app.append(next);
    }
  });
}

function framed(id) {
  app.replaceChildren(make('p', {}, 'Around the console'),
    make('iframe', {src: `/index.html#/${id}`, width: '900', height: '700', title: 'Console'}));
}

function consoleOf(id) {
  if (settings.style === 'bare') {
    const main = make('div', {});
    const clock = make('div', {}, '0');
    setInterval(() => { clock.textContent = `${Number(clock.textContent) + 1} ticks`; }, 40);
    app.replaceChildren(clock, make('div', {onclick: () => panel(id, main)}, make('span', {}, say('Information panel'))),
      make('div', {}, 'Devices'), main);
    return;
  }
  const main = make('div', {role: 'main'});
  const nav = make('div', {role: 'navigation'},
    make('a', {href: `#/${id}`, role: 'menuitem', onclick: (event) => { event.preventDefault(); panel(id, main); }},
      ` ${say('Information panel')} `),
    make('a', {href: '#/x', role: 'menuitem'}, 'Devices'));
  app.replaceChildren(nav, main);
}

function panel(id, main) {
  const place = make('div', {});
  const tab = control('a', {href: `#/${id}`, onclick: (event) => { event.preventDefault(); license(id, place); }},
    `${say('License')}  `);
  main.replaceChildren(make('h1', {}, say('Information panel')), make('a', {href: '#'}, 'Monitoring'), ' ', tab, place);
}

function field(id, text) {
  const label = (settings.tabSays[id] || say(id)) + (settings.style === 'sections' ? '' : ':');
  if (settings.style === 'list') return make('li', {}, `${label} ${text}`);
  if (settings.style === 'sections') return make('div', {}, make('h3', {}, `\n  ${label} `), make('p', {}, text));
  return make('span', {}, make('b', {}, label), ` ${text}`, make('br'));
}

async function license(id, place) {
  place.replaceChildren(make('p', {}, '…'));
  const {license: shown} = await ask(`/license/${id}`);
  later(() => {
    const rows = shown ? [
      field('License name', shown.name), ...(shown.model_on_tab ? [field('Licensing model', shown.model)] : []),
      field('License limit', shown.limit), field('License expiration date', shown.expires), field('License ID', shown.id),
    ] : [make('p', {}, 'Nothing here yet.')];
    const holder = make(settings.style === 'list' ? 'ul' : 'div', {}, ...rows);
    const button = control('div', {role: 'button', tabindex: '0', onclick: () => replacement(id)},
      say('Enter activation code'));
    place.replaceChildren(holder, button, make('p', {}, '© Somebody 2026'));
    surprise(id, 'panel');
  });
}

function open(title, ...content) {
  document.querySelectorAll('.veil').forEach((veil) => veil.remove());
  if (settings.style === 'bare') {
    const bar = make('div', {}, make('span', {}, say(title)), make('button', {'aria-label': 'Close'}, '\u00d7'));
    const box = make('div', {class: 'veil'}, bar, ...content);
    document.body.append(box);
    return box;
  }
  const attributes = settings.style === 'sections' ? {} : {'aria-label': say(title)};
  const veil = make('div', {class: 'veil', role: 'dialog', ...attributes}, make('h2', {}, say(title)), ...content);
  document.body.append(veil);
  return veil;
}

// Its buttons are called what the documented windows call theirs; whoever clicks one has begun what cannot be undone.
function surprise(id, when) {
  if (settings.surprise !== when) return false;
  const buttons = ['Apply', 'Submit', 'OK', 'Later'].map((name) =>
    make('button', {onclick: () => ask(`/migrate/${id}`, {})}, say(name)));
  document.body.append(make('div', {class: 'veil', role: 'dialog', 'aria-label': 'Migration to Expert View'},
    make('p', {}, say('License replacement')), ...buttons));
  return true;
}

function replacement(id) {
  const count = settings.style === 'list' ? 4 : 1;
  const inputs = [...Array(count).keys()].map((number) => make('input', {
    placeholder: count === 1 ? 'XXXXX-XXXXX-XXXXX-XXXXX' : `${number + 1}`, maxlength: count === 1 ? settings.fieldTakes : 5,
    oninput: (event) => { if (count > 1 && event.target.value.length === 5) inputs[number + 1]?.focus(); },
  }));
  const words = make(settings.alerts ? 'p' : 'div', settings.alerts ? {role: 'alert'} : {});
  const button = control('button', {}, say('Submit'));
  button.addEventListener('click', async () => {
    if (settings.surprise === 'tab') make('a', {href: '/index.html#/somewhere', target: '_blank'}).click();
    button.disabled = true;
    words.textContent = '';
    const busy = make('p', {role: settings.noisy ? 'alert' : 'status'}, 'Please wait');
    words.after(busy);
    if (settings.busy) busy.append(make('div', {role: 'dialog'}, 'Please wait'));
    const answer = await ask(`/check/${id}`, {code: inputs.map((input) => input.value).join('-')});
    busy.remove();
    button.disabled = false;
    if (surprise(id, 'submit')) return;
    if (answer.message && settings.popsUp) window.alert(answer.message);
    else if (answer.message) words.textContent = answer.message;
    else comparison(id, answer);
  });
  open('License replacement', ...inputs, words, button);
}

function compared(id, pair) {
  const label = say(id);
  const same = pair[0] === pair[1];
  if (settings.style === 'list') return make('li', {}, `${label}: ${same ? pair[0] : `${pair[0]} → ${pair[1]}`}`);
  if (settings.style === 'sections') {
    const values = (same ? [pair[0]] : pair).map((value) => make('div', {}, value));
    return make('section', {}, make('h3', {}, `  ${label}`), make('div', {class: 'pair'}, ...values));
  }
  const [before, after] = pair.map((value) => make('i', {}, value));
  const hidden = make('span', {class: 'sr'}, 'becomes');
  return make('p', {}, make('b', {}, `${label} :`), ' ', ...(same ? [before] : [before, ' ', hidden, ' => ', after]));
}

function comparison(id, answer) {
  const rows = make('div', {});
  const features = make('ul', {});
  const apply = control('button', {}, say('Apply'));
  const sentence = make('p', {});
  open('Check the new license details', sentence, features, rows, apply, make('p', {}, 'Nothing happens before that.'));
  later(() => {
    sentence.textContent = answer.sentence;
    for (const [label, pair] of answer.fields) rows.append(compared(label, pair));
    later(() => features.append(...answer.features.map((name) => make('li', {}, name))));
    surprise(id, 'comparison');
  });
  apply.addEventListener('click', async () => {
    const {offers, message} = await ask(`/apply/${id}`, {});
    if (message) {
      sentence.after(make('p', {role: 'alert'}, message));
      return;
    }
    document.querySelectorAll('.veil').forEach((veil) => veil.remove());
    if (surprise(id, 'apply')) return;
    if (settings.noisy) app.append(make('p', {role: 'alert'}, 'The license was replaced.'));
    if (offers.length) later(() => additional(id, offers));
  });
}

function additional(id, offers) {
  const boxes = offers.map((name) => make('label', {}, make('input', {type: 'checkbox'}), name));
  const close = async (names) => {
    await ask(`/features/${id}`, {names});
    document.querySelectorAll('.veil').forEach((veil) => veil.remove());
  };
  const chosen = () => boxes.filter((box) => box.firstChild.checked).map((box) => box.textContent);
  open('Try additional features', ...boxes,
    control('button', {onclick: () => close(chosen())}, say('OK')),
    control('button', {onclick: () => close([])}, `${say('Later')} `));
}

async function start() {
  settings = await (await fetch('/settings')).json();
  document.documentElement.lang = settings.language;
  if (!settings.signedIn) { signIn(); return; }
  // A question that the server never answers, as pages have that wait for news.
  if (settings.noisy) fetch('/news').catch(() => {});
  const id = entered || location.hash.slice(2);
  if (id) consoleOf(id); else hub();
}

window.addEventListener('hashchange', start);
start();
