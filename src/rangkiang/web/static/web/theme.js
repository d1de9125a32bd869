// Follow the reader's system: Bootstrap's dark palette hangs on an attribute. Without JavaScript pages stay light.
const dark = window.matchMedia("(prefers-color-scheme: dark)");
const follow = () => document.documentElement.setAttribute("data-bs-theme", dark.matches ? "dark" : "light");
follow();
dark.addEventListener("change", follow);
