// What every page has: the theme, times where they are read, and single keys.
const root = document.documentElement;
const themes = ["system", "light", "dark"];

function remembered(name, otherwise) {
    try {
        return localStorage.getItem(name) ?? otherwise;
    } catch {
        return otherwise;
    }
}

function remember(name, value) {
    try {
        localStorage.setItem(name, value);
    } catch {
        // a browser that keeps nothing: it holds until the page is left
    }
}

// the theme: a cookie, so that the server can say it before the first paint
const theme = document.getElementById("theme");

function showTheme() {
    theme.textContent = `Theme: ${root.dataset.theme ?? "system"}`;
}

theme.addEventListener("click", () => {
    const next = themes[(themes.indexOf(root.dataset.theme ?? "system") + 1) % themes.length];
    if (next === "system") {
        delete root.dataset.theme;
    } else {
        root.dataset.theme = next;
    }
    document.cookie = `stoplock-theme=${next}; Path=/; Max-Age=31536000; SameSite=Strict`;
    showTheme();
});
theme.hidden = false;
showTheme();

// times: local unless asked otherwise, the other one on hover
let utc = remembered("stoplock-times", "local") === "utc";
const local = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });

function showTimes() {
    for (const time of document.querySelectorAll("time[datetime]")) {
        const at = new Date(time.dateTime);
        const universal = `${at.toISOString().slice(0, 19).replace("T", " ")} UTC`;
        time.textContent = utc ? universal : local.format(at);
        time.title = utc ? local.format(at) : universal;
    }
    const clock = document.getElementById("clock");
    if (document.querySelector("time[datetime]")) {
        clock.textContent = utc ? "Times are UTC." : "Times are local.";
    }
}

showTimes();
document.addEventListener("htmx:afterSwap", showTimes);

// single keys
const dialog = document.getElementById("keys");
const help = document.getElementById("help");
const switched = document.getElementById("keys-on");
let going = 0;

help.hidden = false;
help.addEventListener("click", () => dialog.showModal());
switched.checked = remembered("stoplock-keys", "on") === "on";
switched.addEventListener("change", () => remember("stoplock-keys", switched.checked ? "on" : "off"));

function step(by) {
    const links = [...document.querySelectorAll("[data-list] > li")]
        .map((entry) => entry.querySelector("a"))
        .filter(Boolean);
    const next = links.indexOf(document.activeElement) + by;
    links[Math.max(0, Math.min(links.length - 1, next))]?.focus();
}

document.addEventListener("keydown", (event) => {
    const writes = event.target.closest?.("input, select, textarea, [contenteditable]");
    if (writes || event.ctrlKey || event.metaKey || event.altKey || dialog.open || !switched.checked) {
        return;
    }
    const went = Date.now() - going < 1000;
    going = 0;
    if (event.key === "?") {
        dialog.showModal();
    } else if (event.key === "g") {
        going = Date.now();
    } else if (event.key === "c" && went && document.querySelector("nav[aria-label=Main]")) {
        location.assign("/cases");
    } else if (event.key === "j" || event.key === "k") {
        step(event.key === "j" ? 1 : -1);
    } else if (event.key === "t") {
        utc = !utc;
        remember("stoplock-times", utc ? "utc" : "local");
        showTimes();
    } else {
        return;
    }
    event.preventDefault();
});
