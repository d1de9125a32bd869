// Beside every page: keeps the frame of the house (no page with anybody's data), shown when the link is gone.
// HOUSE, what is kept, is written above by the house itself.
const kept = (asked) => caches.match(asked, { ignoreVary: true });

self.addEventListener("install", (event) => {
  const fill = async () => {
    const cache = await caches.open(HOUSE.name);
    await cache.addAll([...HOUSE.shell, HOUSE.page]);
    await self.skipWaiting();
  };
  event.waitUntil(fill());
});

self.addEventListener("activate", (event) => {
  const tidy = async () => {
    const names = await caches.keys();
    await Promise.all(names.filter((name) => name !== HOUSE.name).map((name) => caches.delete(name)));
    await self.clients.claim();
  };
  event.waitUntil(tidy());
});

self.addEventListener("fetch", (event) => {
  const asked = event.request, address = new URL(asked.url);
  if (asked.method !== "GET" || address.origin !== self.location.origin) return;
  if (HOUSE.shell.includes(address.pathname + address.search)) {
    event.respondWith(kept(asked).then((found) => found || fetch(asked)));
  } else if (asked.mode === "navigate") {
    event.respondWith(fetch(asked).catch(async () => (await kept(HOUSE.page)) || Response.error()));
  }
});
