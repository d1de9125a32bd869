// Reports that survive a lost link: locked into this browser before they are sent, sent once, gone at sign-out.
// The lock is a key that cannot be read out of the browser; each user has an own one. Without this file, a plain form.
const house = document.querySelector("[data-kept-line]").dataset;
const AGAIN = 8000; // milliseconds until the next try: a browser says "online" before the link carries anything
const PATIENCE = 60000; // milliseconds for one answer; a report with a photo on a slow link takes its time

const answer = (request) =>
  new Promise((done, fail) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => fail(request.error);
  });

const store = () => {
  const request = indexedDB.open("rangkiang", 1);
  request.onupgradeneeded = () => {
    for (const name of ["keys", "kept", "about"]) request.result.createObjectStore(name);
  };
  return answer(request);
};

const within = async (name, deed, mode = "readonly") => {
  const base = await store();
  try {
    return await answer(deed(base.transaction(name, mode).objectStore(name)));
  } finally {
    base.close();
  }
};
const read = (name, key) => within(name, (shelf) => shelf.get(key));
const write = (name, key, value) => within(name, (shelf) => shelf.put(value, key), "readwrite");
const remove = (name, key) => within(name, (shelf) => shelf.delete(key), "readwrite");

// Who keeps: the one signed in; without a link, the one who was signed in last.
const owner = async () => house.me || (await read("about", "owner")) || "";

const lock = async (me) => {
  const known = await read("keys", me);
  if (known) return known;
  const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  await write("keys", me, made);
  return made;
};

const seal = async (key, bytes) => {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  return { iv, sealed: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, bytes) };
};
const unseal = (key, one) => crypto.subtle.decrypt({ name: "AES-GCM", iv: one.iv }, key, one.sealed);

const keep = async (me, id, told, photo) => {
  const key = await lock(me);
  const words = await seal(key, new TextEncoder().encode(JSON.stringify(told)));
  await write("kept", id, { me, words, photo: photo && (await seal(key, photo)) });
};

// [id, what was told, photo as bytes] of one's own reports, oldest first.
const mine = async (me) => {
  const ids = await within("kept", (shelf) => shelf.getAllKeys());
  const all = await within("kept", (shelf) => shelf.getAll());
  const key = await read("keys", me);
  const found = [];
  for (const [n, one] of all.entries()) {
    if (one.me !== me || !key) continue;
    const told = JSON.parse(new TextDecoder().decode(await unseal(key, one.words)));
    found.push([ids[n], told, one.photo && (await unseal(key, one.photo))]);
  }
  return found.sort((one, other) => one[1].at - other[1].at);
};

const token = () => (document.cookie.match(/(?:^|; )csrftoken=([^;]+)/) || [])[1] || "";

// "sent" with the address, "refused" with the reason, "door" when nobody is signed in, "later" when there is no link.
const post = async (told, photo) => {
  const body = new FormData();
  for (const [name, value] of told.fields) body.append(name, value);
  if (photo) body.append("photo", new Blob([photo], { type: told.photo.type }), told.photo.name);
  const asked = { method: "POST", body, redirect: "manual", headers: { "X-CSRFToken": token() } };
  try {
    const got = await fetch(house.send, { ...asked, signal: AbortSignal.timeout(PATIENCE) });
    if (got.type === "opaqueredirect" || got.status === 403) return { state: "door" };
    if (![200, 400, 409].includes(got.status)) return { state: "later" };
    const said = await got.json();
    return said.address ? { state: "sent", address: said.address } : { state: "refused", error: said.error };
  } catch {
    return { state: "later" };
  }
};

// One sender at a time, whatever number of pages is open. Returns what became of each, by id.
const sendAll = (me) =>
  navigator.locks.request("rangkiang-send", async () => {
    const became = {};
    for (const [id, told, photo] of await mine(me)) {
      if (told.refused) continue;
      const end = await post(told, photo);
      became[id] = end;
      if (end.state === "sent") await remove("kept", id);
      if (end.state === "refused") await keep(me, id, { ...told, refused: end.error }, photo);
      if (end.state === "door" || end.state === "later") break;
    }
    return became;
  });

const show = async (me, why = "") => {
  const kept = me ? await mine(me) : [];
  const line = document.querySelector("[data-kept-line]");
  line.hidden = kept.length === 0;
  line.querySelector("[data-kept-count]").textContent = String(kept.length);
  line.querySelector("[data-kept-why]").textContent = why;
  const place = document.querySelector("[data-kept-list]");
  if (!place) return;
  place.hidden = kept.length === 0;
  place.querySelector("ul").replaceChildren(
    ...kept.map(([id, told]) => {
      const row = place.querySelector("template").content.cloneNode(true);
      row.querySelector("[data-who]").textContent = told.label;
      row.querySelector("[data-state]").textContent = told.refused || why || house.later;
      row.querySelector("[data-remove]").addEventListener("click", async () => {
        await remove("kept", id);
        await show(me);
      });
      return row;
    }),
  );
};

const complain = (text) => {
  const place = document.querySelector("[data-kept-error]");
  place.hidden = !text;
  place.textContent = text;
  if (text) place.scrollIntoView({ block: "center" });
};

const told = (form) => {
  const given = new FormData(form), file = given.get("photo");
  const photo = file && file.size ? file : null;
  for (const name of ["photo", "csrfmiddlewaretoken"]) given.delete(name);
  const id = given.get("key") || crypto.randomUUID();
  given.set("key", id);
  if (form.dataset.person) given.set("person", form.dataset.person);
  const label = [form.dataset.keep || given.get("name"), given.get("happened_on")].join(" · ");
  const named = photo && { name: photo.name, type: photo.type };
  return { id, photo, words: { label, at: Date.now(), fields: [...given], photo: named } };
};

const submit = async (form) => {
  const me = await owner();
  if (!me) return complain(house.first);
  complain("");
  const { id, photo, words } = told(form);
  await keep(me, id, words, photo && (await photo.arrayBuffer()));
  const end = (await sendAll(me))[id] || { state: "later" };
  if (end.state === "sent") return location.assign(end.address);
  if (end.state === "refused") {
    await remove("kept", id); // it still stands in the form, to be corrected
    await show(me);
    return complain(end.error);
  }
  if (end.state === "later") tryAgain();
  form.reset();
  if (form.elements.key) form.elements.key.value = crypto.randomUUID(); // what is typed next is another report
  await show(me, end.state === "door" ? house.door : house.later);
  document.querySelector("[data-kept-line]").scrollIntoView({ block: "center" });
};

// Sends what is kept, and says why what stays has to stay.
const flush = async () => {
  const me = await owner();
  if (!me) return;
  await show(me);
  const ends = Object.values(await sendAll(me));
  const stays = ends.find((end) => end.state === "door" || end.state === "later");
  if (ends.length) await show(me, stays ? house[stays.state] : "");
  if (stays && stays.state === "later") tryAgain();
};

let waiting = 0;
const tryAgain = () => {
  clearTimeout(waiting);
  waiting = setTimeout(flush, AGAIN);
};

const forget = async (me) => {
  for (const [id] of await mine(me)) await remove("kept", id);
  await remove("keys", me);
  await remove("about", "owner");
  for (const name of await caches.keys()) await caches.delete(name);
  for (const one of await navigator.serviceWorker.getRegistrations()) await one.unregister();
};

const leave = async (form) => {
  const me = await owner();
  if ((await mine(me)).length && !window.confirm(house.leave)) return;
  await forget(me);
  form.submit();
};

const begin = async () => {
  for (const form of document.querySelectorAll("form[data-keep]")) {
    form.hidden = false;
    form.addEventListener("change", ({ target }) => {
      if (target.name === "day_unknown") form.elements.happened_on.required = !target.checked;
    });
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const press = form.querySelector("[type=submit]");
      press.disabled = true;
      try {
        await submit(form);
      } catch (error) {
        if (form.method !== "post") throw error;
        form.submit(); // a browser that cannot keep sends it plainly
      } finally {
        press.disabled = false;
      }
    });
  }
  const out = document.querySelector("form[data-sign-out]");
  if (out) out.addEventListener("submit", (event) => { event.preventDefault(); leave(out); });
  window.addEventListener("online", flush);
  window.addEventListener("load", () => navigator.serviceWorker.register(house.worker, { scope: "/" }));
  if (house.me) await write("about", "owner", house.me);
  await flush();
};

// Only where the browser can lock and keep: https or this very machine.
if (window.isSecureContext && window.indexedDB && navigator.serviceWorker && navigator.locks) begin();
